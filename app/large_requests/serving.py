"""The process for large requests, from its first message until the serving process ends."""

import asyncio
import os
import pickle
import socket
from collections.abc import Mapping
from contextlib import nullcontext

from app.database.opening import open_service_database
from app.documents.limits import limits_of
from app.large_requests.answering import Answering, InTrace
from app.large_requests.messages import HEADER, pack_frame
from app.logs.configuration import configure_logs, keep_loggers
from app.redis.server import closing_redis, find_redis
from app.serving.garbage_collection import freeze_heap
from app.settings import Settings
from app.tracing.opening import open_traces
from app.tracing.watching import watch_statements
from engine.executor import Executor

# Small requests come first where processors are scarce. The start has normal priority: a client waits for it.
NICENESS = 10


def serve(number: int) -> None:
    """Answers what comes through the socket of this number until its other end is closed."""
    with socket.socket(fileno=number) as connected:
        asyncio.run(_serve(connected))


async def _serve(connected: socket.socket) -> None:
    reader, writer = await asyncio.open_connection(sock=connected)
    try:
        number, length = HEADER.unpack(await reader.readexactly(HEADER.size))
        settings: Settings = pickle.loads(await reader.readexactly(length))  # noqa: S301 - of the process that serves
    except (asyncio.IncompleteReadError, ConnectionError):
        # The serving process has ended meanwhile.
        return
    configure_logs(settings)
    keep_loggers()
    await _answer(settings, number, reader, writer)


async def _answer(settings: Settings, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    redis, traces = find_redis(settings), open_traces(settings)
    executor = Executor(limits_of(settings), settings.introspection, settings.plans)
    in_trace: InTrace = _without_trace if traces is None else traces.taking_up
    async with (
        closing_redis(redis),
        open_service_database(settings, redis) as database,
        watch_statements(database, traces),
    ):
        freeze_heap()
        os.nice(NICENESS)
        writer.write(pack_frame(number, b"ready"))
        await Answering(executor, database, settings, in_trace, (reader, writer)).run()


def _without_trace(_trace: Mapping[str, str]) -> nullcontext[None]:
    return nullcontext()
