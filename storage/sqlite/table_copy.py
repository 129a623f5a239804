"""Copies tables from files that are attached to the connection: their rows never become Python objects."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.table_copy import CopyTable, list_columns, select_rows


@asynccontextmanager
async def copying_attached(connection: AsyncConnection, paths: Sequence[Path]) -> AsyncIterator[CopyTable]:
    """See `Dialect.copy_tables_from`."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    names = [f'"{path.name}"' for path in paths]
    # The files' rows were checked when they were written. To check them again, SQLite would note every page that a
    # statement changes: in memory, and more of them the more is stored.
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        async with AsyncExitStack() as attached:
            for name, path in zip(names, paths, strict=True):
                await driver.execute(f"ATTACH ? AS {name}", (str(path),))
                attached.push_async_callback(driver.execute, f"DETACH {name}")

            async def copy(table: Table) -> None:
                into = f'INSERT OR FAIL INTO main."{table.name}" ({list_columns(table)})'
                await connection.exec_driver_sql(f"{into} {select_rows(table, names)}")

            yield copy
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")
