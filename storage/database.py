"""The database: an engine and sessions for writes, a reader for everything else."""

from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any, Self

from sqlalchemy import QueuePool, event, make_url
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import configure_mappers
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.dialect import Dialect
from storage.dialects import dialect_for
from storage.reader import Fetch
from storage.statement import Row, Statement
from storage.unavailable import DRIVER_ERRORS, tell_unavailable, telling_unavailable

StatementObserver = Callable[[str], None]


class Database:
    """One database, opened from a URL; `close` it when done. Raises UnsupportedDatabase.

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
        self.dialect: Dialect = dialect_for(self.url)
        self.engine = self.dialect.open_engine(self.url)
        self._reader = self.dialect.open_reader(self.url)
        self.sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        event.listen(self.engine.sync_engine, "before_cursor_execute", self._observe_cursor)

    @property
    def reads(self) -> int:
        """How many reads run at this moment, or wait for a connection."""
        return self._reads

    @property
    def write_connections(self) -> int:
        """How many connections are in use for writes at this moment."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    def fetch(self, statement: Statement, values: Mapping[str, Any]) -> Coroutine[Any, Any, list[Row]]:
        """The decoded rows of one read; raises DatabaseUnavailable for what may pass."""
        return self._fetch(self._reader.fetch, statement, values)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["Snapshot"]:
        """Several reads at one moment of the database, which lasts as long as the context: keep it short.

        Raises DatabaseUnavailable for what may pass.
        """
        with telling_unavailable():
            async with self._reader.snapshot() as fetch:
                yield Snapshot(self.dialect, lambda statement, values: self._fetch(fetch, statement, values))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends every connection."""
        await self._reader.close()
        await self.engine.dispose()

    async def _fetch(self, fetch: Fetch, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        self._reads += 1
        try:
            # A call for each statement would show.
            for observe in self.observers:
                observe(statement.sql)
            if self.around_read is None:
                return await fetch(statement, values)
            with self.around_read(statement.sql):
                return await fetch(statement, values)
        except DRIVER_ERRORS as error:
            tell_unavailable(error)
            raise
        finally:
            self._reads -= 1

    def _observe_cursor(self, _connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        for observe in self.observers:
            observe(sql)


class Snapshot:
    """The database at one moment; it is read as the database is, one statement after the other."""

    def __init__(self, dialect: Dialect, fetch: Callable[..., Coroutine[Any, Any, list[Row]]]) -> None:
        self.dialect = dialect
        self.fetch = fetch
