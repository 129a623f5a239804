"""A connection to SQLite that answers aiosqlite's calls at once, in the thread that makes them.

A thread of its own keeps others from waiting. Where there are none, each hop to it costs more than most statements.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Self


class DirectConnection:
    """What SQLAlchemy's asynchronous dialect asks of a connection; `itself` is the driver's."""

    def __init__(self, itself: sqlite3.Connection) -> None:
        self.itself = itself
        # By this name the dialect asks whether it is open.
        self._connection = itself

    def cursor(self) -> "_Cursor":
        """A cursor, which is entered before it is used."""
        return _Cursor(self.itself.cursor())

    async def create_function(self, name: str, arguments: int, function: Callable[..., Any], **options: bool) -> None:
        """Makes a function known to statements."""
        self.itself.create_function(name, arguments, function, **options)

    async def commit(self) -> None:
        """Ends the transaction, if there is one."""
        self.itself.commit()

    async def rollback(self) -> None:
        """Takes the transaction back, if there is one."""
        self.itself.rollback()

    async def close(self) -> None:
        """Ends the connection."""
        self.itself.close()


class _Cursor:
    def __init__(self, driver: sqlite3.Cursor) -> None:
        self._driver = driver

    @property
    def description(self) -> Any:
        return self._driver.description

    @property
    def rowcount(self) -> int:
        return self._driver.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._driver.lastrowid

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        self._driver.execute(sql, parameters)

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._driver.executemany(sql, parameters)

    async def fetchall(self) -> list[Any]:
        return self._driver.fetchall()

    async def close(self) -> None:
        self._driver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._driver.close()
