"""Child processes of a test: each copies a database, and kills itself before a statement to the copy."""

import asyncio

from app.copying import rows
from app.copying.copying import copy
from storage.database import Database
from tests.killing import exit_code_of, kill_before


def copy_until(source: str, target: str, chunk_rows: int, fatal: str, nth: int = 1) -> int | None:
    """Copies in a process of its own until the nth statement that has the fatal text; gives its exit code."""
    return exit_code_of(_run, source, target, chunk_rows, fatal, nth)


def _run(source: str, target: str, chunk_rows: int, fatal: str, nth: int) -> None:
    rows.CHUNK_ROWS = chunk_rows
    asyncio.run(_copy(source, target, fatal, nth))


async def _copy(source: str, target: str, fatal: str, nth: int) -> None:
    async with Database(source) as original, Database(target) as made:
        kill_before(made, nth, fatal)
        await copy(original, made, lambda _: None)
