"""Whether a SQLite file is still the one that this process opened.

Whoever moves a backup over the file of a running service leaves the old file without a name: what the service
would still write there, and confirm, nobody could find again.
"""

from pathlib import Path

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.dialect import DatabaseReplaced


class OpenedFile:
    """The file that was at the path when it was opened first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = self._find()

    def check(self) -> None:
        """Raises DatabaseReplaced where another file, or none, is at the path now."""
        found = self._find()
        if self._opened is None:
            self._opened = found
        elif found != self._opened:
            raise DatabaseReplaced

    def guard(self, engine: AsyncEngine) -> None:
        """Keeps transactions from being begun, and from being committed, once the file was replaced."""
        for moment in ("begin", "commit"):
            event.listen(engine.sync_engine, moment, lambda _: self.check(), insert=True)

    def _find(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino
