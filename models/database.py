"""The database: an engine and sessions for writes, a reader for everything else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from models.readers import PostgresReader, Reader, SqliteReader, StatementObserver
from models.statements import Row, Statement

READ_CONNECTIONS = 4
BUSY_SECONDS = 30


class UnsupportedDatabase(ValueError):
    """The URL names neither `sqlite+aiosqlite` nor `postgresql+asyncpg`."""


class Database:
    """One database, opened from a URL; `close` it when done.

    `sessions` gives ORM sessions for writes: a transaction on SQLite takes the write lock at its start,
    so that it can never lose a race half-way. `observers` hear of every statement before it runs.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.observers: list[StatementObserver] = []
        self.engine, self._reader = self._open()
        self.sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """The decoded rows of one read."""
        return await self._reader.fetch(statement, values)

    async def close(self) -> None:
        """Ends every connection."""
        await self._reader.close()
        await self.engine.dispose()

    def _open(self) -> tuple[AsyncEngine, Reader]:
        match self.url.drivername:
            case "sqlite+aiosqlite":
                engine, reader = _open_sqlite(self.url, self._observe)
            case "postgresql+asyncpg":
                engine, reader = _open_postgres(self.url, self._observe)
            case other:
                raise UnsupportedDatabase(f"{other} is not sqlite+aiosqlite or postgresql+asyncpg")
        event.listen(engine.sync_engine, "before_cursor_execute", self._observe_cursor)
        return engine, reader

    def _observe(self, sql: str) -> None:
        for observer in self.observers:
            observer(sql)

    def _observe_cursor(self, _connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        self._observe(sql)


def _open_sqlite(url: URL, observe: StatementObserver) -> tuple[AsyncEngine, Reader]:
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
    return engine, SqliteReader(path, READ_CONNECTIONS, observe)


def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    # SQLAlchemy's recipe: the driver must not begin transactions of its own.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _open_postgres(url: URL, observe: StatementObserver) -> tuple[AsyncEngine, Reader]:
    engine = create_async_engine(
        url, pool_size=READ_CONNECTIONS, max_overflow=4, pool_timeout=BUSY_SECONDS, hide_parameters=True
    )
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return engine, PostgresReader(plain, READ_CONNECTIONS, observe)
