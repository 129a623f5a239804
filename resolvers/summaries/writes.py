"""Statements that write rows of kept tables, compiled once and run by the driver itself."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Insert, Table, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection

from models.scoped import SCOPE
from storage.dialect import Dialect


class Write(NamedTuple):
    """A statement that writes rows of a table; `arrange` puts project, mode and a row's values in its order.

    It runs for each row, or, if it `takes_lists`, once with a list for each column.
    """

    sql: str
    arrange: Callable[[Sequence[Any]], tuple[Any, ...]]
    takes_lists: bool

    async def run(self, connection: AsyncConnection, scope: dict[str, Any], rows: Sequence[Sequence[Any]]) -> None:
        """Writes these rows, in one project and mode."""
        if rows:
            of_all = [scope[name] for name in SCOPE]
            if self.takes_lists:
                columns = map(list, zip(*rows, strict=True))
                await connection.exec_driver_sql(self.sql, self.arrange((*of_all, *columns)))
            else:
                await connection.exec_driver_sql(self.sql, [self.arrange((*of_all, *row)) for row in rows])


def compile_write(statement: Any, table: Table, names: list[str], dialect: Dialect) -> Write:
    """The statement, which binds columns by their names; rows have their values in the order of `names`."""
    of_lists = dialect.of_lists(statement, table, SCOPE, names) if isinstance(statement, Insert) else None
    wanted = statement if of_lists is None else of_lists
    column_keys = list(table.c.keys()) if of_lists is None else None
    compiled: Any = wanted.compile(dialect=dialect.compiler, column_keys=column_keys)
    given = [*SCOPE, *names]
    # Most are given in the statement's order, and are taken as they are.
    arrange = tuple if compiled.positiontup == given else itemgetter(*map(given.index, compiled.positiontup))
    return Write(compiled.string, arrange, of_lists is not None)


def has_key(table: Table, keys: Sequence[str]) -> list[ColumnElement[bool]]:
    """Whether a row has the key that is bound: project, mode and these columns."""
    return [table.c[name] == bindparam(name) for name in (*SCOPE, *keys)]
