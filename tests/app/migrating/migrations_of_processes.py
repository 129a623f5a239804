"""Child processes of a test: each migrates a database; one of them may kill itself before a statement."""

import asyncio
import os
import signal
from multiprocessing.process import BaseProcess

from app.migrations import migrate
from storage.database import Database
from tests.forking import FORKS


def start_migration(url: str, fatal: int | None = None) -> BaseProcess:
    """Migrates in a process of its own, which kills itself before the statement of this number."""
    process = FORKS.Process(target=_run, args=(url, fatal))
    process.start()
    return process


def _run(url: str, fatal: int | None) -> None:
    asyncio.run(_migrate(url, fatal))


async def _migrate(url: str, fatal: int | None) -> None:
    statements = 0

    def count(_: str) -> None:
        nonlocal statements
        statements += 1
        if statements == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    async with Database(url) as database:
        database.observers.append(count)
        await migrate(database)
