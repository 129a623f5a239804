"""Writes rows: upserts, and child rows that are replaced as a whole."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Table, delete

from intake.shapes.translated import Row
from intake.storing.target import Target
from models.columns import ExactDecimal
from storage.dialect import Dialect
from storage.dialects import dialect_of


async def upsert(target: Target, table: Table, rows: list[Row], kept: frozenset[str] = frozenset()) -> None:
    """Inserts the rows, or replaces those of the same key; `kept` columns are not replaced by null."""
    if rows:
        statement = _upsert_into(table, dialect_of(target.connection), kept)
        complete = [target.scope | row for row in rows]
        _restore_decimals(table, complete)
        await target.connection.execute(statement, complete)


async def delete_children(target: Target, table: Table, column: str, parents: Iterable[str]) -> None:
    """Removes the rows that hang on these parents."""
    await target.connection.execute(delete(table).where(target.covers(table, column, parents)))


# A statement for each table, dialect and set of kept columns: as many as there are kinds of objects.
@cache
def _upsert_into(table: Table, dialect: Dialect, kept: frozenset[str]) -> Any:
    return dialect.upsert(table, kept)


def _restore_decimals(table: Table, rows: list[Row]) -> None:
    names = [column.name for column in table.columns if isinstance(column.type, ExactDecimal)]
    for name in names:
        for row in rows:
            if row[name] is not None:
                row[name] = Decimal(row[name])
