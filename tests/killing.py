"""Child processes of a test that kill themselves before the statement that they are told."""

import os
import signal
from collections.abc import Callable
from typing import Any

from storage.database import Database
from tests.forking import FORKS


def exit_code_of(target: Callable[..., None], *words: Any) -> int | None:
    """What ended a process of its own that runs the target: its exit code, or the negative number of a signal."""
    process = FORKS.Process(target=target, args=words)
    process.start()
    process.join()
    return process.exitcode


def kill_before(database: Database, fatal: int) -> None:
    """Has this process killed before the statement with this number, counted from here on."""
    statements = 0

    def count(_: str) -> None:
        nonlocal statements
        statements += 1
        if statements == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    database.observers.append(count)
