"""Several processes that translate portions of an input, since one core would be busy with nothing else."""

import asyncio
import os
import signal
import threading
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import connection, get_context, parent_process

from intake.gathering.collector import Terms
from intake.gathering.portions import Collected, Portion, collect

# More would only wait for the process that stores.
_MAX_PROCESSES = 8


async def collect_all(portions: Iterable[Portion], terms: Terms, spare: int = 0) -> AsyncGenerator[Collected]:
    """Each portion in its order; a single one is read here. `spare` processors are left for other work."""
    waiting = iter(portions)
    first = list(islice(waiting, 2))
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(first) < 2 or processors == 1:
        for portion in chain(first, waiting):
            yield collect(portion, terms)
            # Lets other tasks of the event loop run.
            await asyncio.sleep(0)
        return
    with _processes(min(_MAX_PROCESSES, max(1, processors - spare))) as (pool, count):
        pending: deque[asyncio.Future[Collected]] = deque()
        loop = asyncio.get_running_loop()
        for portion in chain(first, waiting):
            pending.append(loop.run_in_executor(pool, collect, portion, terms))
            if len(pending) > count:
                yield await pending.popleft()
        while pending:
            yield await pending.popleft()


@contextmanager
def _processes(count: int) -> Iterator[tuple[ProcessPoolExecutor, int]]:
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_prepare)
    try:
        yield pool, count
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare() -> None:
    """Ends this process with the one that it works for, and leaves Ctrl-C to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
