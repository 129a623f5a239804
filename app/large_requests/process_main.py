"""The process that answers large requests, until the one that serves ends.

It runs as `python -m app.large_requests.process_main`, with the number of its socket.
"""

import asyncio
import os
import pickle
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import nullcontext

from app.database import open_service_database
from app.large_requests.answering import Answering, InTrace
from app.large_requests.messages import HEADER, pack_frame
from app.limits import limits_of
from app.logs.configuration import configure_logs, keep_loggers
from app.serving.garbage_collection import freeze_heap
from app.settings import Settings
from app.shared.redis_server import closing_redis, find_redis
from app.tracing.opening import open_traces
from app.tracing.watching import watch_statements
from engine.executor import Executor

# Requests for little come first where processors are scarce.
NICENESS = 10


def main() -> None:
    """Answers until the socket's other end is closed."""
    # Both reach a whole group of processes, but the one that serves decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(NICENESS)
    with socket.socket(fileno=int(sys.argv[1])) as connected:
        asyncio.run(_serve(connected))


async def _serve(connected: socket.socket) -> None:
    reader, writer = await asyncio.open_connection(sock=connected)
    number, length = HEADER.unpack(await reader.readexactly(HEADER.size))
    settings: Settings = pickle.loads(await reader.readexactly(length))  # noqa: S301 - of the process that serves
    configure_logs(settings)
    keep_loggers()
    redis, traces = find_redis(settings), open_traces(settings)
    executor = Executor(limits_of(settings), settings.introspection, settings.plans)
    in_trace: InTrace = _without_trace if traces is None else traces.taking_up
    async with (
        closing_redis(redis),
        open_service_database(settings, redis) as database,
        watch_statements(database, traces),
    ):
        freeze_heap()
        writer.write(pack_frame(number, b"ready"))
        await Answering(executor, database, settings, in_trace, (reader, writer)).run()


def _without_trace(_trace: Mapping[str, str]) -> nullcontext[None]:
    return nullcontext()


if __name__ == "__main__":
    main()
