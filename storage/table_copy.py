"""Copies tables from SQLite files into a database that has the same tables."""

from collections.abc import Awaitable, Callable, Iterable

from sqlalchemy import Table

CopyTable = Callable[[Table], Awaitable[None]]


def list_columns(table: Table) -> str:
    """All columns of the table, in their order."""
    return ", ".join(f'"{column.name}"' for column in table.columns)


def select_rows(table: Table, databases: Iterable[str]) -> str:
    """The SELECT of all rows of the table in SQLite databases of these names, in the order of its key."""
    rows = " UNION ALL ".join(
        f'SELECT {list_columns(table)} FROM {database}."{table.name}"'  # noqa: S608 - names of the models
        for database in databases
    )
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    return f"{rows} ORDER BY {keys}"
