"""The database: an engine and sessions for writes, a reader for everything else."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from functools import partial
from typing import Any, Self

from sqlalchemy import QueuePool, event, make_url
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import configure_mappers
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.concurrency.lanes import Lanes
from storage.dialect import Dialect, UnsupportedDatabase
from storage.dialects import dialect_for
from storage.reader import Fetch, Result
from storage.replication.replica import Replica
from storage.replication.routing import ReplicaRouting, RoutedReads
from storage.replication.written_positions import ProcessWrittenPositions, WrittenPositions
from storage.statement import Row, Statement
from storage.unavailable import DRIVER_ERRORS, tell_unavailable, telling_unavailable

StatementObserver = Callable[[str], None]
# As `Reader.fetch_nowait`.
FetchNowait = Callable[[Statement, Mapping[str, Any]], list[Row] | None]
_NOTHING_AROUND: AbstractContextManager[object] = nullcontext()


class Database:
    """One database, opened from a URL; `close` it when done. Raises UnsupportedDatabase.

    `pooled` says that the URLs lead to poolers, which lend a connection of the database for one transaction. `read_url`
    leads to a replica, which the reads of requests use as long as it has reached `written_positions`. No read takes
    longer than `read_seconds`; `lanes` keeps slow ones apart. `sessions` gives ORM sessions for writes: on SQLite, a
    transaction takes the write lock at its start, so that it can never lose a race half-way. `observers` are called
    with every statement before it runs. `around_read`, if it is set, is a context for each read, entered with its SQL.
    """

    def __init__(
        self,
        url: str,
        *,
        pooled: bool = False,
        read_url: str | None = None,
        written_positions: WrittenPositions | None = None,
        read_seconds: float | None = None,
    ) -> None:
        # Rows are made into models without a session, which would have done this.
        configure_mappers()
        self.url = make_url(url)
        self.observers: list[StatementObserver] = []
        self.around_read: Callable[[str], AbstractContextManager[object]] | None = None
        self._reads = 0
        self.dialect: Dialect = dialect_for(self.url)
        self.engine = self.dialect.open_engine(self.url, pooled=pooled)
        self._file = self.dialect.opened_file(self.url)
        if self._file is not None:
            self._file.guard(self.engine)
        self.lanes = Lanes(read_seconds)
        self._reader = self.dialect.open_reader(self.url, pooled=pooled, lanes=self.lanes)
        self.written_positions = written_positions or ProcessWrittenPositions()
        self._following = self._follow(read_url, pooled)
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

    def check_file(self) -> None:
        """Raises DatabaseReplaced if the database's file is no longer the one that was opened, as every write does."""
        if self._file is not None:
            self._file.check()

    def fetch(self, statement: Statement, values: Mapping[str, Any]) -> Coroutine[Any, Any, list[Row]]:
        """The decoded rows of one read on the primary; raises DatabaseUnavailable for transient errors."""
        return self._fetch(self._reader.fetch_nowait, self._reader.fetch, statement, values)

    def share_transaction(self, work: Coroutine[Any, Any, Result]) -> Awaitable[Result]:
        """The result of work that reads here several times, if possible in one transaction, which is cheaper."""
        return self._reader.share_transaction(work)

    def reads_of(self, scope: str) -> "Database | RoutedReads":
        """The reads of one request in this scope: on the replica if it has what was written there lately, or here."""
        following = self._following
        if following is None:
            return self
        on_replica = partial(self._fetch, _fetch_nothing_nowait, following.replica.fetch)
        return RoutedReads(self.dialect, self.fetch, on_replica, following, scope)

    async def note_write(self) -> None:
        """After a commit. Nothing to do: without a replica every read sees it."""

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["Snapshot"]:
        """Several reads at one moment of the database, which lasts as long as the context: keep it short.

        Raises DatabaseUnavailable for transient errors.
        """
        with telling_unavailable():
            async with self._reader.snapshot() as fetch:
                yield Snapshot(self.dialect, partial(self._fetch, _fetch_nothing_nowait, fetch))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends every connection."""
        await self._reader.close()
        if self._following is not None:
            await self._following.replica.close()
        await self.engine.dispose()

    def _follow(self, read_url: str | None, pooled: bool) -> ReplicaRouting | None:
        if read_url is None:
            return None
        dialect = dialect_for(make_url(read_url))
        if dialect is not self.dialect:
            raise UnsupportedDatabase(f"a replica of {self.dialect.name} is {self.dialect.name} too")
        reader = dialect.open_reader(make_url(read_url), pooled=pooled, lanes=self.lanes)
        return ReplicaRouting(Replica(reader, dialect), self.written_positions, dialect.written_position())

    async def _fetch(
        self, fetch_nowait: FetchNowait, fetch: Fetch, statement: Statement, values: Mapping[str, Any]
    ) -> list[Row]:
        self._reads += 1
        try:
            # A call for each statement would show.
            for observe in self.observers:
                observe(statement.sql)
            with _NOTHING_AROUND if self.around_read is None else self.around_read(statement.sql):
                rows = fetch_nowait(statement, values)
                return await fetch(statement, values) if rows is None else rows
        except DRIVER_ERRORS as error:
            tell_unavailable(error)
            raise
        finally:
            self._reads -= 1

    def _observe_cursor(self, _connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        for observe in self.observers:
            observe(sql)


def _fetch_nothing_nowait(_statement: Statement, _values: Mapping[str, Any]) -> None:
    """For reads that always wait."""


class Snapshot:
    """The database at one moment; it is read as the database is, one statement after the other."""

    def __init__(self, dialect: Dialect, fetch: Callable[..., Coroutine[Any, Any, list[Row]]]) -> None:
        self.dialect = dialect
        self.fetch = fetch

    def share_transaction(self, work: Coroutine[Any, Any, Result]) -> Awaitable[Result]:
        """The result of work that reads here."""
        return work

    def reads_of(self, _scope: str) -> "Snapshot":
        """What a request reads."""
        return self

    async def note_write(self) -> None:
        """Nobody writes in a snapshot."""
