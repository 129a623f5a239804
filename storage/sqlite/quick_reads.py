"""Reads of SQLite in the event loop itself, given up when they take longer than a thread would cost."""

import sqlite3
from collections.abc import Sequence
from math import inf
from pathlib import Path
from time import perf_counter
from typing import Any

from storage.sqlite.memory import IN_LOOP

# A hop to a thread and back costs about as much CPU as five quick reads; most take a tenth of a millisecond.
QUICK_SECONDS = 0.003
# On a busy machine a read may be late because others had the processor. It gets so much longer once, which nearly every
# read needs less of than of a new beginning.
GRACE_SECONDS = 0.001
# Characters of a statement that SQLite prepares in so long, for the first time; nothing stops it meanwhile.
MOST_CHARACTERS = 40_000
# How many steps of SQLite's machine pass between two looks at the clock: some ten microseconds.
STEPS = 1_000

# Busy, locked, interrupted (https://www.sqlite.org/rescode.html).
_NOT_NOW = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT))


class QuickReads:
    """One connection that only reads, never waits for a lock and never works for longer than both times together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # One for all reads: each takes all its rows before the next one runs.
        self._cursor: sqlite3.Cursor | None = None
        self._until = 0.0
        self._has_grace = False

    def read(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]] | None:
        """The rows; None where it would take too long, and a thread should read instead."""
        if len(sql) > MOST_CHARACTERS:
            return None
        try:
            cursor = self._cursor or self._open()
            self._until = perf_counter() + QUICK_SECONDS
            self._has_grace = True
            return cursor.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            # A statement that was stopped between two rows counts as running for ever in Python 3.11, which therefore
            # prepares it anew for each later read: that takes longer than to open a connection once.
            self.close()
            if error.sqlite_errorcode & 0xFF in _NOT_NOW:
                return None
            raise

    def begin(self) -> None:
        """Until `end` all reads see the database at the moment of the first one; nobody else may read meanwhile."""
        self._until = inf
        try:
            (self._cursor or self._open()).execute("BEGIN")
        except sqlite3.Error:
            # The next read will say what is wrong.
            self.close()

    def end(self) -> None:
        """Later reads see what was written meanwhile."""
        self._until = inf
        if self._cursor is not None and self._cursor.connection.in_transaction:
            self._cursor.execute("COMMIT")

    def close(self) -> None:
        """Ends the connection; the next read opens another."""
        if self._cursor is not None:
            self._cursor.connection.close()
            self._cursor = None

    def _open(self) -> sqlite3.Cursor:
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=0,
            cached_statements=512,
            isolation_level=None,
        )
        try:
            for pragma in ("query_only=ON", *IN_LOOP):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        connection.set_progress_handler(self._is_late, STEPS)
        self._cursor = connection.cursor()
        return self._cursor

    def _is_late(self) -> bool:
        now = perf_counter()
        if now <= self._until:
            return False
        if self._has_grace:
            self._has_grace = False
            self._until = now + GRACE_SECONDS
            return False
        return True
