"""Copies rows from a file by COPY."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.beside import CopyRows
from storage.postgresql.loading import load_rows


@asynccontextmanager
async def copied(connection: AsyncConnection, path: Path) -> AsyncIterator[CopyRows]:
    """See `Dialect.beside`."""
    with closing(sqlite3.connect(path)) as beside:

        async def copy(table: Table) -> None:
            rows = beside.execute(_rows(table)).fetchall()
            if rows:
                await load_rows(connection, table, _with_truths(table, rows))

        yield copy


def _rows(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {keys}'  # noqa: S608 - names of the models


def _with_truths(table: Table, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows whose truth values are numbers, as the driver takes them."""
    places = {place for place, column in enumerate(table.columns) if isinstance(column.type, Boolean)}
    return [
        tuple(bool(value) if place in places and value is not None else value for place, value in enumerate(row))
        for row in rows
    ]
