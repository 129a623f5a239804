"""Copies tables from a SQLite file into a database that has the same tables."""

from collections.abc import Awaitable, Callable

from sqlalchemy import Table

CopyTable = Callable[[Table], Awaitable[None]]


def list_columns(table: Table) -> str:
    """All columns of the table, in their order."""
    return ", ".join(f'"{column.name}"' for column in table.columns)


def select_rows(table: Table, database: str) -> str:
    """The SELECT of all rows of the table in a SQLite database of this name, in the order of its key."""
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    return f'SELECT {list_columns(table)} FROM {database}."{table.name}" ORDER BY {keys}'  # noqa: S608 - names of the models
