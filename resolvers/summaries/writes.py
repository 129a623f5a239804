"""Statements that write rows of kept tables, compiled once and run by the driver itself."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection

from models.scoped import SCOPE
from storage.dialect import Dialect


class Write(NamedTuple):
    """A statement that runs for rows of a table; `parameters` puts project, mode and a row's values in its order.

    It is None where that is their order already.
    """

    sql: str
    parameters: Callable[[Sequence[Any]], tuple[Any, ...]] | None

    async def run(self, connection: AsyncConnection, scope: dict[str, Any], rows: Sequence[Sequence[Any]]) -> None:
        """Runs for each of the rows, in one project and mode."""
        if rows:
            of_all = [scope[name] for name in SCOPE]
            values = [(*of_all, *row) for row in rows]
            if self.parameters is not None:
                values = list(map(self.parameters, values))
            await connection.exec_driver_sql(self.sql, values)


def compile_write(statement: Any, table: Table, names: list[str], dialect: Dialect) -> Write:
    """The statement, which binds columns by their names; rows have their values in the order of `names`."""
    compiled: Any = statement.compile(dialect=dialect.compiler, column_keys=list(table.c.keys()))
    given = [*SCOPE, *names]
    in_order = compiled.positiontup == given
    return Write(compiled.string, None if in_order else itemgetter(*map(given.index, compiled.positiontup)))


def has_key(table: Table, keys: Sequence[str]) -> list[ColumnElement[bool]]:
    """Whether a row has the key that is bound: project, mode and these columns."""
    return [table.c[name] == bindparam(name) for name in (*SCOPE, *keys)]
