"""What is PostgreSQL's own."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import (
    URL,
    Boolean,
    ColumnElement,
    Integer,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    cast,
    func,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from storage.concurrency.lanes import Lanes
from storage.decoding import Decoder, row_decoder
from storage.dialect import BUSY_SECONDS, READ_CONNECTIONS, Dialect
from storage.pages_of_each import PARENTS, NamedTable, Narrow, PagesOfEach
from storage.postgresql.connections import Connections
from storage.postgresql.loading import load_rows
from storage.postgresql.pooled_connections import NOTHING_PREPARED, PooledConnections
from storage.postgresql.reader import PostgresReader
from storage.postgresql.table_copy import copying_streamed
from storage.reader import Reader
from storage.statement import Row, Statement
from storage.table_copy import CopyTable
from storage.text import clean_texts

# Classes of SQLSTATE (PostgreSQL, appendix A): connection, rolled back for another, out of resources, operator.
_PASSING_CLASSES = ("08", "40", "53", "57")
# No lock to be had, and a server that only reads: one that stands by until it is in charge.
_PASSING_STATES = ("55P03", "25006")

# Any number that nobody else locks.
MIGRATION_LOCK = 7_225_666_936

# In microseconds.
_SECOND = 1_000_000


class PostgresDialect(Dialect):
    """A server; a list is an array that unnest takes apart, and pages of each parent are LATERAL."""

    name = "postgresql"
    drivername = "postgresql+asyncpg"
    compiler = asyncpg_dialect()  # type: ignore[no-untyped-call]
    # asyncpg's own two errors come of a connection that is cut in the midst of an answer, too.
    driver_errors = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
    reads_together = True
    collation = "C"
    list_type = ARRAY(Text())

    def open_engine(self, url: URL, *, pooled: bool = False) -> AsyncEngine:
        return create_async_engine(
            url,
            pool_size=READ_CONNECTIONS,
            max_overflow=4,
            pool_timeout=BUSY_SECONDS,
            hide_parameters=True,
            connect_args={**NOTHING_PREPARED, "prepared_statement_cache_size": 0} if pooled else {},
        )

    def open_reader(self, url: URL, *, pooled: bool = False, lanes: Lanes) -> Reader:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        kind = PooledConnections if pooled else Connections
        return PostgresReader(partial(kind, plain, READ_CONNECTIONS), lanes)

    def written_position(self) -> Statement:
        return _position("pg_current_wal_insert_lsn()")

    def replayed_position(self) -> Statement:
        # One that is in charge by now has what it wrote.
        return _position(
            "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END"
        )

    def elements_of(self, name: str, values: list[str] | None = None) -> TableValuedAlias:
        unnested = func.unnest(self.list_parameter(name, values))
        return unnested.table_valued("value", name=name).render_derived()

    def encode_list(self, values: list[str]) -> list[str]:
        return clean_texts(values)

    def pages_of_each(self, child: NamedTable, narrow: Narrow, parents: Any = None) -> PagesOfEach:
        position, picked = None, child("picked")
        if parents is None:
            unnested = func.unnest(self.list_parameter(PARENTS))
            parents = unnested.table_valued("value", with_ordinality="number", name=PARENTS).render_derived()
            position = parents.c.number - 1
        page = narrow(select(*picked.c), picked, parents.c.value).lateral("page")
        return PagesOfEach(parents.c.value, position, page, parents.join(page, true()))

    def column_decoder(self, column_type: TypeEngine[Any]) -> Decoder | None:
        return None if isinstance(column_type, Boolean) else super().column_decoder(column_type)

    def gather_pairs(self, first: ColumnElement[Any], second: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(func.json_agg(func.json_build_array(first, second)), Text)

    def month_of(self, instant: ColumnElement[int]) -> ColumnElement[int]:
        moment = func.timezone("UTC", func.to_timestamp(instant // _SECOND))
        return cast(func.extract("year", moment) * 12 + func.extract("month", moment) - 1, Integer)

    def insert(self, table: Any) -> Any:
        return insert(table)

    def of_lists(self, statement: Any, table: Table, same: Sequence[str], names: Sequence[str]) -> Any:
        # Row after row, the server would take twice as long.
        lists = [cast(bindparam(name), ARRAY(_plain(table.c[name].type))) for name in names]
        rows = func.unnest(*lists).table_valued(*names, name="rows").render_derived()
        values: list[Any] = [bindparam(name, type_=table.c[name].type) for name in same]
        values += [rows.c[name] for name in names]
        return statement.from_select([*same, *names], select(*values), include_defaults=False)

    async def load_rows(self, connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
        await load_rows(connection, table, rows)

    def copy_tables_from(
        self, connection: AsyncConnection, paths: Sequence[Path]
    ) -> AbstractAsyncContextManager[CopyTable]:
        return copying_streamed(connection, paths)

    async def begin_bulk_load(self, connection: AsyncConnection) -> None:
        # Plans that were made while a table was small would scan it when it is large.
        await connection.execute(text("DISCARD PLANS"))

    async def wait_for_readers(self, connection: AsyncConnection, table: Table) -> None:
        await connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
        await connection.execute(text(f'LOCK TABLE "{table.name}" IN ACCESS EXCLUSIVE MODE'))

    async def clear_deleted(self, engine: AsyncEngine, tables: Iterable[str]) -> bool:
        async with engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for name in tables:
                # What the planner remembers of a column are values of it.
                await alone.execute(text(f'VACUUM (ANALYZE) "{name}"'))
        return True

    @asynccontextmanager
    async def begin_migration(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        async with engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            yield connection

    def is_transient(self, error: BaseException) -> bool:
        # SQLAlchemy wraps asyncpg's errors in a class of its own, which has the state too.
        state = getattr(error, "sqlstate", None)
        if isinstance(state, str):
            return state.startswith(_PASSING_CLASSES) or state in _PASSING_STATES
        return isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError)

    def took_too_long(self, error: BaseException) -> bool:
        return isinstance(error, asyncpg.QueryCanceledError)

    def is_missing_table(self, error: BaseException) -> bool:
        return isinstance(error, asyncpg.UndefinedTableError)


def _plain(column_type: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type without what only a column has."""
    stored = column_type.impl_instance if isinstance(column_type, TypeDecorator) else column_type
    return Text() if isinstance(stored, String) else stored


def _position(lsn: str) -> Statement:
    return Statement(f"SELECT ({lsn} - '0/0')::bigint", lambda _: (), row_decoder([]))


POSTGRESQL = PostgresDialect()
