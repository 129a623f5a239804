"""Child processes of a test: each copies a database, and kills itself before a statement to the copy."""

import asyncio
import os
import signal

from app.copying import rows
from app.copying.copying import copy
from storage.database import Database
from tests.forking import FORKS


def copy_until(source: str, target: str, chunk_rows: int, fatal: str, nth: int = 1) -> int | None:
    """Copies in a process of its own until the nth statement that has the fatal text; gives its exit code."""
    process = FORKS.Process(target=_run, args=(source, target, chunk_rows, fatal, nth))
    process.start()
    process.join()
    return process.exitcode


def _run(source: str, target: str, chunk_rows: int, fatal: str, nth: int) -> None:
    rows.CHUNK_ROWS = chunk_rows
    asyncio.run(_copy(source, target, fatal, nth))


async def _copy(source: str, target: str, fatal: str, nth: int) -> None:
    found = 0

    def count(statement: str) -> None:
        nonlocal found
        found += fatal in statement
        if found == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    async with Database(source) as original, Database(target) as made:
        made.observers.append(count)
        await copy(original, made, lambda _: None)
