"""Rows of figures that are added to, and go with the last fact that they count."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, delete, literal_column
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers.summaries.writes import Write, compile_write, has_key
from storage.dialect import Dialect
from storage.dialects import dialect_of


def key_names(table: Table) -> list[str]:
    """The columns of the table's key beside project and mode, in their order."""
    return [column.name for column in table.primary_key][2:]


def figure_names(table: Table) -> list[str]:
    """The table's other columns, in its order; the first counts facts."""
    return [column.name for column in table.columns if not column.primary_key]


async def add_to_rows(
    connection: AsyncConnection, scope: dict[str, Any], table: Table, changed: Sequence[tuple[Any, ...]]
) -> None:
    """Adds to the rows of these keys, each followed by what is added to its figures; rows without facts go.

    Whatever others write at the same time, what is added here is added to it. The keys are sorted, so that two writers
    take their locks in the same order.
    """
    add, remove_empty = _writes(table, dialect_of(connection))
    await add.run(connection, scope, changed)
    first_figure = len(key_names(table))
    await remove_empty.run(connection, scope, [row for row in changed if row[first_figure] < 0])


@cache
def _writes(table: Table, dialect: Dialect) -> tuple[Write, Write]:
    """Adds figures to rows; removes those rows that no fact adds anything to any more."""
    keys, figures = key_names(table), figure_names(table)
    remove_empty = delete(table).where(*has_key(table, keys), table.c[figures[0]] == literal_column("0"))
    names = keys + figures
    add = dialect.accumulate(table, figures)
    return compile_write(add, table, names, dialect), compile_write(remove_empty, table, names, dialect)
