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


def kill_before(database: Database, nth: int | None, text: str = "") -> None:
    """Has this process killed before the nth statement from here on that has the text; for None, before none."""
    found = 0

    def count(statement: str) -> None:
        nonlocal found
        found += text in statement
        if found == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    database.observers.append(count)
