"""Rows into tables: upserts, and children that are replaced as a whole."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Table, delete, func
from sqlalchemy.dialects import postgresql, sqlite

from intake.shapes.translated import Row
from intake.storing.target import Target
from models.columns import ExactDecimal

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


async def upsert(target: Target, table: Table, rows: list[Row], kept: frozenset[str] = frozenset()) -> None:
    """Inserts the rows, or replaces those of the same key; `kept` columns are not replaced by null."""
    if rows:
        statement = _upsert_into(table, target.connection.dialect.name, kept)
        complete = [target.scope | row for row in rows]
        _restore_decimals(table, complete)
        await target.connection.execute(statement, complete)


async def delete_children(target: Target, table: Table, column: str, parents: Iterable[str]) -> None:
    """Removes the rows that hang on these parents."""
    await target.connection.execute(delete(table).where(target.covers(table, column, parents)))


@cache
def _upsert_into(table: Table, dialect: str, kept: frozenset[str]) -> Any:
    statement = _INSERTS[dialect](table)
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


def _restore_decimals(table: Table, rows: list[Row]) -> None:
    names = [column.name for column in table.columns if isinstance(column.type, ExactDecimal)]
    for name in names:
        for row in rows:
            if row[name] is not None:
                row[name] = Decimal(row[name])
