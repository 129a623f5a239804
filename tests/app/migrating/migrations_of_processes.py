"""Child processes of a test: each migrates a database; one of them may kill itself before a statement."""

import asyncio
from multiprocessing.process import BaseProcess

from app.database.migrations import migrate
from storage.database import Database
from tests.forking import FORKS
from tests.killing import kill_before


def start_migration(url: str, fatal: int | None = None) -> BaseProcess:
    """Migrates in a process of its own, which kills itself before the statement of this number."""
    process = FORKS.Process(target=_run, args=(url, fatal))
    process.start()
    return process


def _run(url: str, fatal: int | None) -> None:
    asyncio.run(_migrate(url, fatal))


async def _migrate(url: str, fatal: int | None) -> None:
    async with Database(url) as database:
        kill_before(database, fatal)
        await migrate(database)
