"""A connection to SQLite with a thread of its own, to which each statement makes one hop.

A cursor of aiosqlite makes four: it is opened, runs, is read and closed. They cost more than most statements.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Self

import aiosqlite

# So many come with the statement; the others of a larger result stay with the driver until they are asked for.
FIRST_ROWS = 1_000


class OneHopConnection(aiosqlite.Connection):
    """What SQLAlchemy's asynchronous dialect asks of a connection; await it to open it."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, FIRST_ROWS)
        # A process may end without closing it.
        self._thread.daemon = True

    def cursor(self) -> "_Cursor":  # type: ignore[override]
        """A cursor, which is entered before it is used."""
        return _Cursor(self, self._conn)

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """What the work returns, in the thread of the connection."""
        return await self._execute(work, *arguments)  # type: ignore[no-untyped-call]


class _Cursor:
    def __init__(self, connection: OneHopConnection, driver: sqlite3.Connection) -> None:
        self._connection = connection
        self._driver = driver
        self._rows: list[Any] = []
        # The driver's cursor, while it has more rows.
        self._open: sqlite3.Cursor | None = None
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        await self._connection.run(self._take, self._driver.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        await self._connection.run(self._take, self._driver.executemany, sql, parameters)

    async def fetchmany(self, size: int) -> list[Any]:
        """Some of the rows that are left, none at the end."""
        rows, self._rows = self._rows, []
        if not rows and self._open is not None:
            rows = await self._connection.run(self._open.fetchmany, size)
        return rows

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        if self._open is not None:
            rows += await self._connection.run(self._open.fetchall)
        return rows

    async def close(self) -> None:
        if self._open is not None:
            await self._connection.run(self._open.close)
            self._open = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    def _take(self, execute: Callable[[str, Any], sqlite3.Cursor], sql: str, parameters: Any) -> None:
        cursor = execute(sql, parameters)
        self._rows = cursor.fetchmany(FIRST_ROWS)
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        if len(self._rows) < FIRST_ROWS:
            cursor.close()
        else:
            self._open = cursor
