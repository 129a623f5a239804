"""The database: an engine and sessions for writes, a reader for everything else."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, QueuePool, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import configure_mappers
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.readers import PostgresReader, Reader, SqliteReader
from storage.statements import Row, Statement
from storage.unavailable import DRIVER_ERRORS, tell_unavailable

StatementObserver = Callable[[str], None]

READ_CONNECTIONS = 4
# Below the time that an operation may take, so that a locked database is told as one.
BUSY_SECONDS = 5


class UnsupportedDatabase(ValueError):
    """The URL names neither `sqlite+aiosqlite` nor `postgresql+asyncpg`."""


class Database:
    """One database, opened from a URL; `close` it when done.

    `sessions` gives ORM sessions for writes: a transaction on SQLite takes the write lock at its start,
    so that it can never lose a race half-way. `observers` hear of every statement before it runs;
    `around_read`, where it is set, is entered with a read's statement and left when its rows are there.
    """

    def __init__(self, url: str) -> None:
        # Rows are made into models without a session, which would have done this.
        configure_mappers()
        self.url = make_url(url)
        self.observers: list[StatementObserver] = []
        self.around_read: Callable[[str], AbstractContextManager[object]] | None = None
        self._reads = 0
        self.engine, self._reader = self._open()
        self.dialect: str = self.engine.dialect.name
        self.sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)

    @property
    def reads(self) -> int:
        """How many reads run at this moment, or wait for one of READ_CONNECTIONS."""
        return self._reads

    @property
    def write_connections(self) -> int:
        """How many connections are in use for writes at this moment."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """The decoded rows of one read; raises DatabaseUnavailable for what may pass."""
        self._reads += 1
        try:
            # A call for each statement would show.
            for observe in self.observers:
                observe(statement.sql)
            if self.around_read is None:
                return await self._reader.fetch(statement, values)
            with self.around_read(statement.sql):
                return await self._reader.fetch(statement, values)
        except DRIVER_ERRORS as error:
            tell_unavailable(error)
            raise
        finally:
            self._reads -= 1

    async def close(self) -> None:
        """Ends every connection."""
        await self._reader.close()
        await self.engine.dispose()

    def _open(self) -> tuple[AsyncEngine, Reader]:
        match self.url.drivername:
            case "sqlite+aiosqlite":
                engine, reader = _open_sqlite(self.url)
            case "postgresql+asyncpg":
                engine, reader = _open_postgres(self.url)
            case other:
                raise UnsupportedDatabase(f"{other} is not sqlite+aiosqlite or postgresql+asyncpg")
        event.listen(engine.sync_engine, "before_cursor_execute", self._observe_cursor)
        return engine, reader

    def _observe_cursor(self, _connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        for observe in self.observers:
            observe(sql)


def _open_sqlite(url: URL) -> tuple[AsyncEngine, Reader]:
    if not url.database or url.database == ":memory:":
        raise UnsupportedDatabase("an in-memory SQLite database can't be shared by connections: name a file")
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    # One writer at a time is SQLite's nature: a queue of one connection is fairer than its busy handler.
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    event.listen(engine.sync_engine, "invalidate", _roll_back)
    return engine, SqliteReader(path, READ_CONNECTIONS)


def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    # SQLAlchemy's recipe: the driver must not begin transactions of its own.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _roll_back(connection: DBAPIConnection, _record: Any, _error: BaseException | None) -> None:
    # Closed with a statement still open, SQLite would keep the transaction and its lock.
    with suppress(sqlite3.Error, asyncio.CancelledError):
        connection.rollback()


def _open_postgres(url: URL) -> tuple[AsyncEngine, Reader]:
    engine = create_async_engine(
        url, pool_size=READ_CONNECTIONS, max_overflow=4, pool_timeout=BUSY_SECONDS, hide_parameters=True
    )
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return engine, PostgresReader(plain, READ_CONNECTIONS)
