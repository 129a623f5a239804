"""Child processes of a test: each imports files, and kills itself before the statement that it is told."""

import asyncio
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from intake.importing import import_files
from storage.database import Database
from tests.forking import FORKS


def import_until(url: str, project_id: str, fatal: int, files: Sequence[Path]) -> int | None:
    """Imports in a process of its own; gives its exit code, the negative number of the signal that ended it."""
    process = FORKS.Process(target=_run, args=(url, project_id, fatal, files))
    process.start()
    process.join()
    return process.exitcode


def _run(url: str, project_id: str, fatal: int, files: Sequence[Path]) -> None:
    asyncio.run(_import(url, project_id, fatal, files))


async def _import(url: str, project_id: str, fatal: int, files: Sequence[Path]) -> None:
    database = Database(url)
    statements = 0

    def count(_: str) -> None:
        nonlocal statements
        statements += 1
        if statements == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    database.observers.append(count)
    await import_files(database, files, project_id=project_id)
    await database.close()
