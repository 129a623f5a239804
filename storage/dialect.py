"""What differs from database to database: one `Dialect` for each that is supported."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, ClassVar, Protocol

from sqlalchemy import URL, BindParameter, ColumnElement, Table, bindparam, func
from sqlalchemy import Dialect as SqlAlchemyDialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from storage.concurrency.lanes import Lanes
from storage.decoding import Decoder, column_decoder
from storage.pages_of_each import NamedTable, Narrow, PagesOfEach
from storage.reader import Reader
from storage.statement import Row, Statement
from storage.table_copy import CopyTable

# How many reads run at once, of those that are quick and take a thread or a server; others wait.
READ_CONNECTIONS = 4
# How long to wait for a lock: shorter than an operation's time limit, so that a locked database is reported as one.
BUSY_SECONDS = 5
# A read waits for a table that is being changed, which is short; and what fails in a plan is asked for once more.
READ_BUSY_SECONDS = 2


class UnsupportedDatabase(ValueError):
    """No dialect serves this URL."""


class CopyFailed(Exception):
    """What was copied does not fit together; the message is one line."""


# Hears how much is done, of how much.
Advance = Callable[[int, int], None]


class DatabaseReplaced(OSError):
    """The database's file is no longer the one that was opened."""

    def __str__(self) -> str:
        return "The database's file was replaced or removed while it was open: restart what uses it."


class OpenedFile(Protocol):
    """The file of a database, as it was opened."""

    def check(self) -> None:
        """Raises DatabaseReplaced where another file, or none, is in its place."""

    def guard(self, engine: AsyncEngine) -> None:
        """Lets no transaction of the engine begin or be committed from then on."""


class Dialect(ABC):
    """One kind of database; there is one instance of each, so that statements can be cached by it.

    `name` is what SQLAlchemy calls it, `drivername` how its URLs begin. `driver_errors` are what its driver raises.
    `reads_together` says whether reads gain by running at the same time. `collation` compares text bytewise, None
    where that is the default. `list_type` is the type of every list parameter, and of no other. `rows_at_once` says how
    many rows an INSERT best has that runs again and again.
    """

    name: ClassVar[str]
    drivername: ClassVar[str]
    compiler: ClassVar[SqlAlchemyDialect]
    driver_errors: ClassVar[tuple[type[Exception], ...]]
    reads_together: ClassVar[bool]
    collation: ClassVar[str | None]
    list_type: ClassVar[TypeEngine[Any]]
    rows_at_once: ClassVar[int] = 1

    @abstractmethod
    def open_engine(self, url: URL, *, pooled: bool = False) -> AsyncEngine:
        """The engine for writes; raises UnsupportedDatabase.

        `pooled` says that the URL leads to a pooler which lends a connection for one transaction: nothing may be left
        on it that outlives one.
        """

    @abstractmethod
    def open_reader(self, url: URL, *, pooled: bool = False, lanes: Lanes) -> Reader:
        """The reader, which connects when it is first asked; `pooled` as above.

        A read fails that takes longer than the lanes allow, or waits for a lock longer than READ_BUSY_SECONDS.
        """

    def written_position(self) -> Statement:
        """Reads how far the primary's log has been written, as a number; raises UnsupportedDatabase."""
        raise UnsupportedDatabase(f"{self.name} has no replicas")

    def replayed_position(self) -> Statement:
        """Reads how far a replica has come in it; raises UnsupportedDatabase."""
        raise UnsupportedDatabase(f"{self.name} has no replicas")

    def opened_file(self, url: URL) -> OpenedFile | None:
        """The database's file; None where it has none of ours to look after."""
        return None

    def exists(self, url: URL) -> bool:
        """Whether there is a database to connect to, as far as that is known without connecting."""
        return True

    def copy_whole(self, url: URL, target: Path, advance: Advance) -> None:
        """Copies the database of one moment to a new file, while others write; takes its time, in this thread.

        Raises CopyFailed, and UnsupportedDatabase where the database is no file.
        """
        raise UnsupportedDatabase(f"{self.name} is a server, which has backups of its own")

    @abstractmethod
    def elements_of(self, name: str, values: list[str] | None = None) -> TableValuedAlias:
        """The list of strings that is bound as `name`, now or later, as a table with one column, `value`."""

    @abstractmethod
    def encode_list(self, values: list[str]) -> Any:
        """What the driver takes for a list parameter."""

    def encode_flag(self, value: bool) -> Any:
        """What the driver takes quickest for a truth value."""
        return value

    def list_parameter(self, name: str, values: list[str] | None = None) -> BindParameter[Any]:
        """A list of strings as one parameter of a statement, with its values or without."""
        if values is None:
            return bindparam(name, type_=self.list_type)
        return bindparam(name, self.encode_list(values), type_=self.list_type)

    @abstractmethod
    def pages_of_each(self, child: NamedTable, narrow: Narrow, parents: Any = None) -> PagesOfEach:
        """The rows of the child table that `narrow` picks for each of the parents bound as `PARENTS`.

        Or for each of `parents`, a table with one column, `value`.
        """

    def join_in_order(self, left: Any, right: Any, on: ColumnElement[bool]) -> Any:
        """A join that is made from left to right: for each row on the left, what belongs to it is looked up."""
        return left.join(right, on)

    def beside_order(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """A condition on a column at the end of the index in whose order rows are read, never a reason to sort them."""
        return condition

    def column_decoder(self, column_type: TypeEngine[Any]) -> Decoder | None:
        """What turns the driver's value into the model's; None where they are the same."""
        return column_decoder(column_type)

    @abstractmethod
    def gather_pairs(self, first: ColumnElement[Any], second: ColumnElement[Any]) -> ColumnElement[Any]:
        """All rows' pairs of two columns in one value, as the text of a JSON array of arrays, in any order."""

    @abstractmethod
    def month_of(self, instant: ColumnElement[int]) -> ColumnElement[int]:
        """The calendar month in UTC of a time in microseconds since 1970, counted from January of the year 0."""

    @abstractmethod
    def insert(self, table: Any) -> Any:
        """An INSERT into a table or model that knows ON CONFLICT."""

    def insert_or_ignore(self, table: Any) -> Any:
        """An INSERT into a table or model that does nothing where a row of the same key is there."""
        return self.insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, kept: frozenset[str]) -> Any:
        """An INSERT that replaces a row of the same key; a null replaces nothing in the `kept` columns."""
        statement = self.insert(table)
        keys = [column.name for column in table.primary_key]
        replaced = {
            column.name: func.coalesce(statement.excluded[column.name], column)
            if column.name in kept
            else statement.excluded[column.name]
            for column in table.columns
            if column.name not in keys
        }
        if not replaced:
            return statement.on_conflict_do_nothing()
        return statement.on_conflict_do_update(index_elements=keys, set_=replaced)

    def accumulate(self, table: Table, figures: Iterable[str]) -> Any:
        """An INSERT that adds these columns to those of a row of the same key."""
        statement = self.insert(table)
        sums = {name: table.c[name] + statement.excluded[name] for name in figures}
        return statement.on_conflict_do_update(index_elements=[column.name for column in table.primary_key], set_=sums)

    def of_lists(self, statement: Any, table: Table, same: Sequence[str], names: Sequence[str]) -> Any | None:
        """The INSERT with each of the columns `names` bound as a list, and those of `same` as one value for all rows.

        None where the driver inserts row after row as fast.
        """
        return None

    @abstractmethod
    async def load_rows(self, connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
        """Inserts rows as they are stored, with a value for each column, in a transaction that has begun."""

    @abstractmethod
    def copy_tables_from(
        self, connection: AsyncConnection, paths: Sequence[Path]
    ) -> AbstractAsyncContextManager[CopyTable]:
        """A function that copies a table from files that `storage.in_memory` wrote into the table of the same name.

        The context is entered before a transaction of the connection begins, and left when that has ended.
        """

    async def begin_bulk_load(self, connection: AsyncConnection) -> None:
        """Prepares a transaction that writes thousands of rows."""
        return

    async def finish_bulk_load(self, connection: AsyncConnection) -> None:
        """Lets the database learn the sizes of its tables and indexes, where it does not do so by itself.

        An index of which it knows nothing would be read whole in place of a short part of another.
        """
        return

    async def wait_for_readers(self, connection: AsyncConnection, table: Table) -> None:
        """Waits for every transaction that has read the table, and keeps others from it until this one ends.

        Where one transaction writes at a time, that is so already.
        """
        return

    @abstractmethod
    async def clear_deleted(self, engine: AsyncEngine, tables: Iterable[str]) -> bool:
        """Clears what deleted rows of these tables have left behind in the database's files.

        False where a reader that has not ended yet keeps some of it: ask again.
        """

    @abstractmethod
    def begin_migration(self, engine: AsyncEngine) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that keeps other migrations out until it ends."""

    @abstractmethod
    def is_transient(self, error: BaseException) -> bool:
        """Whether an error of the driver is due to the database's present state, and not to the statement."""

    def took_too_long(self, error: BaseException) -> bool:
        """Whether the server ended a statement because of its time limit."""
        return False

    @abstractmethod
    def is_missing_table(self, error: BaseException) -> bool:
        """Whether the one thing wrong with a correct statement is that its table does not exist."""
