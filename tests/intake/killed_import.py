"""Child processes of a test: each imports files, and kills itself before the statement that it is told."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from intake.importing import import_files
from storage.database import Database
from tests.killing import exit_code_of, kill_before


def import_until(url: str, project_id: str, fatal: int, files: Sequence[Path]) -> int | None:
    """Imports in a process of its own; gives its exit code, the negative number of the signal that ended it."""
    return exit_code_of(_run, url, project_id, fatal, files)


def _run(url: str, project_id: str, fatal: int, files: Sequence[Path]) -> None:
    # With one processor it translates by itself: the processes that would help it take longer to start.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asyncio.run(_import(url, project_id, fatal, files))


async def _import(url: str, project_id: str, fatal: int, files: Sequence[Path]) -> None:
    database = Database(url)
    kill_before(database, fatal)
    await import_files(database, files, project_id=project_id)
    await database.close()
