"""Copies tables from SQLite files by COPY."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.postgresql.loading import load_rows
from storage.table_copy import CopyTable, select_rows


@asynccontextmanager
async def copying_streamed(connection: AsyncConnection, paths: Sequence[Path]) -> AsyncIterator[CopyTable]:
    """See `Dialect.copy_tables_from`."""
    with ExitStack() as opened:
        sources = [opened.enter_context(closing(sqlite3.connect(path))) for path in paths]

        async def copy(table: Table) -> None:
            for source in sources:
                if rows := source.execute(select_rows(table, ["main"])).fetchall():
                    await load_rows(connection, table, _with_truths(table, rows))

        yield copy


def _with_truths(table: Table, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows whose truth values are numbers, as the driver takes them."""
    places = {place for place, column in enumerate(table.columns) if isinstance(column.type, Boolean)}
    return [
        tuple(bool(value) if place in places and value is not None else value for place, value in enumerate(row))
        for row in rows
    ]
