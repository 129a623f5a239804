"""Several processes that translate portions of an input, since one core would be busy with nothing else."""

import asyncio
import os
import shutil
import signal
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import aclosing
from functools import partial
from itertools import chain, islice
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from intake.gathering.collector import Terms
from intake.gathering.fork_server import count_processors, start_fork_server
from intake.gathering.portions import Collected, Portion, collect

# More would only wait for the process that stores.
_MAX_PROCESSES = 8
# Portions that wait, so that no process is idle while what others made is stored.
_WAITING = 2

Found = TypeVar("Found")


async def collect_all(portions: Iterable[Portion], terms: Terms, spare: int = 0) -> AsyncGenerator[Collected]:
    """Each portion in its order; a single one is read here. `spare` processors are left for other work."""
    waiting = iter(portions)
    first = list(islice(waiting, 2))
    if len(first) < 2 or count_processors() == 1:
        for portion in chain(first, waiting):
            yield collect(portion, terms)
            # Lets other tasks of the event loop run.
            await asyncio.sleep(0)
        return
    with Processes(count_processors() - spare, partial(collect, terms=terms)) as processes:
        async with aclosing(processes.work(chain(first, waiting))) as found:
            async for collected in found:
                yield collected


class ProcessLost(Exception):
    """A process that worked for this one was ended by something else."""


class Processes(Generic[Found]):
    """So many processes, but one at least, that do this to portions; they end with the context.

    What to do is told to each of them once: it may be much. The folder goes with this process, however that ends.
    """

    def __init__(self, count: int, do: Callable[[Portion], Found], folder: Path | None = None) -> None:
        self._count = min(_MAX_PROCESSES, max(1, count))
        context = start_fork_server()
        self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_prepare, initargs=(do, folder))

    async def work(self, portions: Iterable[Portion]) -> AsyncGenerator[Found]:
        """What becomes of each portion, in their order. Two more than there are processes are begun or wait.

        Raises ProcessLost.
        """
        pending: deque[asyncio.Future[Found]] = deque()
        loop = asyncio.get_running_loop()
        try:
            for portion in portions:
                pending.append(loop.run_in_executor(self._pool, _do, portion))
                if len(pending) == self._count + _WAITING:
                    yield await pending.popleft()
            while pending:
                yield await pending.popleft()
        except BrokenProcessPool as error:
            raise ProcessLost from error
        finally:
            for each in pending:
                if not each.cancel():
                    # Of the others that failed with it, the loop would tell one by one.
                    each.exception()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


# In a process that works for another: what it does.
_task: list[Callable[[Portion], Any]] = []


def _do(portion: Portion) -> Any:
    return _task[-1](portion)


def _prepare(do: Callable[[Portion], Any], folder: Path | None) -> None:
    """Ends this process with the one that it works for, and leaves Ctrl-C to that one."""
    _task.append(do)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()


def _end_with_parent(folder: Path | None) -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
