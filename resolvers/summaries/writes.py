"""Statements that write derived rows, compiled once and run by the driver itself."""

from collections.abc import Callable, Sequence
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Insert, Table, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection

from models.scoped import SCOPE
from storage.dialect import Dialect
from storage.dialects import dialect_of


class Write(NamedTuple):
    """A statement that writes rows of a table; `arrange` puts project, mode and a row's values in its order.

    It runs for each row, or, if it `takes_lists`, once with a list for each column. `many` writes several rows, whose
    values it takes one after the other.
    """

    sql: str
    arrange: Callable[[Sequence[Any]], tuple[Any, ...]]
    takes_lists: bool
    many: "_Many | None"

    async def run(self, connection: AsyncConnection, scope: dict[str, Any], rows: Sequence[Sequence[Any]]) -> None:
        """Writes these rows, in one project and mode."""
        if not rows:
            return
        of_all = [scope["project_id"], dialect_of(connection).encode_flag(scope["live_mode"])]
        if self.takes_lists:
            columns = map(list, zip(*rows, strict=True))
            await connection.exec_driver_sql(self.sql, self.arrange((*of_all, *columns)))
            return
        if self.many is not None and len(rows) >= self.many.rows:
            await connection.exec_driver_sql(self.many.sql, self.many.join(of_all, rows))
            rows = rows[len(rows) // self.many.rows * self.many.rows :]
        if rows:
            await connection.exec_driver_sql(self.sql, [self.arrange((*of_all, *row)) for row in rows])


class _Many(NamedTuple):
    """A statement that writes so many rows at once, in less time than as many statements."""

    sql: str
    rows: int

    def join(self, of_all: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """The values of rows, as many as fit, each with what is the same for all."""
        values = chain.from_iterable(chain.from_iterable(zip(repeat(of_all), rows)))
        width = (len(of_all) + len(rows[0])) * self.rows
        return [tuple(islice(values, width)) for _ in range(len(rows) // self.rows)]


def compile_write(statement: Any, table: Table, names: list[str], dialect: Dialect) -> Write:
    """The statement, which binds columns by their names; rows have their values in the order of `names`."""
    of_lists = dialect.of_lists(statement, table, SCOPE, names) if isinstance(statement, Insert) else None
    wanted = statement if of_lists is None else of_lists
    column_keys = list(table.c.keys()) if of_lists is None else None
    compiled: Any = wanted.compile(dialect=dialect.compiler, column_keys=column_keys)
    given = [*SCOPE, *names]
    # Most are given in the statement's order, and are taken as they are.
    is_in_order = compiled.positiontup == given
    arrange = tuple if is_in_order else itemgetter(*map(given.index, compiled.positiontup))
    many = _compile_many(statement, given, dialect) if is_in_order and isinstance(statement, Insert) else None
    return Write(compiled.string, arrange, of_lists is not None, many)


def _compile_many(statement: Insert, names: list[str], dialect: Dialect) -> _Many | None:
    if dialect.rows_at_once == 1:
        return None
    rows: list[dict[str, Any]] = [
        {name: bindparam(f"{name}_{place}") for name in names} for place in range(dialect.rows_at_once)
    ]
    return _Many(statement.values(rows).compile(dialect=dialect.compiler).string, len(rows))


def has_key(table: Table, keys: Sequence[str]) -> list[ColumnElement[bool]]:
    """Whether a row has the key that is bound: project, mode and these columns."""
    return [table.c[name] == bindparam(name) for name in (*SCOPE, *keys)]
