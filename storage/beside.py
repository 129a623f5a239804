"""What copies the rows of a table from a database in memory into one of the same tables."""

from collections.abc import Awaitable, Callable

from sqlalchemy import Table

CopyRows = Callable[[Table], Awaitable[None]]


def list_columns(table: Table) -> str:
    """All columns of the table, in their order."""
    return ", ".join(f'"{column.name}"' for column in table.columns)


def select_rows(table: Table, database: str) -> str:
    """What reads the table from a database by this name in SQLite, in the order of its key."""
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    return f'SELECT {list_columns(table)} FROM {database}."{table.name}" ORDER BY {keys}'  # noqa: S608 - names of the models
