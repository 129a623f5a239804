"""What is SQLite's own."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from types import NoneType
from typing import Any

import orjson
from sqlalchemy import URL, ColumnElement, Integer, Table, Text, cast, func, text, true
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.dialects.sqlite.aiosqlite import dialect as aiosqlite_dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.selectable import TableValuedAlias

from storage.concurrency.lanes import Lanes
from storage.dialect import BUSY_SECONDS, READ_CONNECTIONS, Advance, Dialect, UnsupportedDatabase
from storage.pages_of_each import PARENTS, NamedTable, Narrow, PagesOfEach
from storage.reader import Reader
from storage.sqlite.engine import open_engine
from storage.sqlite.opened_file import OpenedFile
from storage.sqlite.pages_of_each import CrossJoin, pages_of_each
from storage.sqlite.reader import SqliteReader
from storage.sqlite.table_copy import copying_attached
from storage.sqlite.whole_copy import copy_whole
from storage.statement import Row
from storage.table_copy import CopyTable
from storage.text import clean_texts

# Busy, locked, read-only, interrupted, I/O error, full, can't be opened (https://www.sqlite.org/rescode.html):
# what passes, or what an administrator mends. Other codes are faults of ours.
_PASSING_CODES = frozenset((5, 6, 8, 9, 10, 13, 14))

# Rows of each index that ANALYZE looks at: enough to choose by, and milliseconds on a table of any size.
ANALYSIS_LIMIT = 1000

# SQLite's own default, and what keeps the inner pages of the indexes of a million rows while thousands are written.
CACHE_KB = 2_000
BULK_CACHE_KB = 16_384

# Of two migrations at once, one waits for the other, which may have much to fill in.
MIGRATION_WAIT_SECONDS = 60

# In microseconds.
_SECOND = 1_000_000

# How the driver binds what is neither a number nor text. Without an adapter it would look for two attributes of each
# value, which takes longer than the rest of it.
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(NoneType, {None: None}.get)


class SqliteDialect(Dialect):
    """One file; a list is a JSON array that json_each takes apart."""

    name = "sqlite"
    drivername = "sqlite+aiosqlite"
    compiler = aiosqlite_dialect()
    driver_errors = (sqlite3.Error,)
    # They rarely wait, and a task for each would cost more than it gains.
    reads_together = False
    collation = None
    list_type = Text()
    # Three quarters of the time that single rows take; twice as many gain nothing more.
    rows_at_once = 32

    def open_engine(self, url: URL, *, pooled: bool = False) -> AsyncEngine:
        if pooled:
            raise UnsupportedDatabase("SQLite is a file, and no pooler stands before it")
        if not url.database or url.database == ":memory:":
            raise UnsupportedDatabase("an in-memory SQLite database can't be shared by connections: name a file")
        return open_engine(url, _path(url))

    def open_reader(self, url: URL, *, pooled: bool = False, lanes: Lanes) -> Reader:
        return SqliteReader(_path(url), READ_CONNECTIONS, lanes)

    def opened_file(self, url: URL) -> OpenedFile:
        return OpenedFile(_path(url))

    def exists(self, url: URL) -> bool:
        return _path(url).exists()

    def copy_whole(self, url: URL, target: Path, advance: Advance) -> None:
        copy_whole(_path(url), target, advance)

    def elements_of(self, name: str, values: list[str] | None = None) -> TableValuedAlias:
        return func.json_each(self.list_parameter(name, values)).table_valued("value", name=name)

    def encode_list(self, values: list[str]) -> str:
        return orjson.dumps(clean_texts(values)).decode()

    def encode_flag(self, value: bool) -> int:
        # The driver looks for an adapter of every type that SQLite has not, which takes longer than to bind all else.
        return int(value)

    def pages_of_each(self, child: NamedTable, narrow: Narrow, parents: Any = None) -> PagesOfEach:
        if parents is None:
            parents = func.json_each(self.list_parameter(PARENTS)).table_valued("key", "value", name=PARENTS)
        return pages_of_each(parents, child, narrow)

    def join_in_order(self, left: Any, right: Any, on: ColumnElement[bool]) -> Any:
        return CrossJoin(left, right, on)

    def beside_order(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        # It takes every range for a short one.
        return condition.is_(true())

    def gather_pairs(self, first: ColumnElement[Any], second: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.json_group_array(func.json_array(first, second))

    def month_of(self, instant: ColumnElement[int]) -> ColumnElement[int]:
        def part(name: str) -> ColumnElement[int]:
            return cast(func.strftime(name, instant // _SECOND, "unixepoch"), Integer)

        return part("%Y") * 12 + part("%m") - 1

    def insert(self, table: Any) -> Any:
        return insert(table)

    async def load_rows(self, connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
        # Past SQLAlchemy's types, which would encode what is encoded already.
        statement = str(insert(table).compile(dialect=self.compiler))
        await connection.exec_driver_sql(statement, list(rows))

    def copy_tables_from(
        self, connection: AsyncConnection, paths: Sequence[Path]
    ) -> AbstractAsyncContextManager[CopyTable]:
        return copying_attached(connection, paths)

    async def begin_bulk_load(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql(f"PRAGMA cache_size=-{BULK_CACHE_KB}")

    async def finish_bulk_load(self, connection: AsyncConnection) -> None:
        await connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KB}")
        await connection.execute(text(f"PRAGMA analysis_limit={ANALYSIS_LIMIT}"))
        await connection.execute(text("ANALYZE"))

    async def clear_deleted(self, engine: AsyncEngine, tables: Iterable[str]) -> bool:
        # The pages hold nothing deleted (`secure_delete`), but the log has them as they were before.
        async with engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            [[is_busy, *_]] = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return not is_busy

    @asynccontextmanager
    async def begin_migration(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        # A table that others refer to is built anew. Only outside of a transaction can the check be put off.
        async with engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute("PRAGMA foreign_keys=OFF")
            # To build an index of a large table sorts more than memory may hold.
            await driver.execute("PRAGMA temp_store=FILE")
            await driver.execute(f"PRAGMA busy_timeout={MIGRATION_WAIT_SECONDS * 1000}")
            try:
                async with connection.begin():
                    yield connection
                    await _check_foreign_keys(connection)
            finally:
                await driver.execute("PRAGMA temp_store=MEMORY")
                await driver.execute("PRAGMA foreign_keys=ON")
                await driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")

    def is_transient(self, error: BaseException) -> bool:
        return isinstance(error, sqlite3.Error) and _code(error) & 0xFF in _PASSING_CODES

    def is_missing_table(self, error: BaseException) -> bool:
        return isinstance(error, sqlite3.Error) and _code(error) == sqlite3.SQLITE_ERROR


def _path(url: URL) -> Path:
    return Path(url.database or "")


def _code(error: sqlite3.Error) -> Any:
    return getattr(error, "sqlite_errorcode", 0)


SQLITE = SqliteDialect()


async def _check_foreign_keys(connection: AsyncConnection) -> None:
    violations = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
    if violations:
        raise RuntimeError(f"After the migration {len(violations):,} rows refer to rows that are not there.")
