"""A child process of its test: imports files, and kills itself before the statement that it is told."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from intake.importing import import_files
from storage.database import Database


async def main(url: str, project_id: str, fatal: int, *files: str) -> None:
    database = Database(url)
    statements = 0

    def count(_: str) -> None:
        nonlocal statements
        statements += 1
        if statements == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    database.observers.append(count)
    await import_files(database, [Path(file) for file in files], project_id=project_id)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:]))
