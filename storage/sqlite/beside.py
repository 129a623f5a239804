"""Copies rows from a file that is attached to the connection: they never become Python's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.beside import CopyRows

_NAME = "beside"


@asynccontextmanager
async def attached(connection: AsyncConnection, path: Path) -> AsyncIterator[CopyRows]:
    """See `Dialect.beside`."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute(f"ATTACH ? AS {_NAME}", (str(path),))
    # The file's rows were checked when they were written. To check them again, SQLite would note every page that a
    # statement changes: in memory, and more of them the more is stored.
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:

        async def copy(table: Table) -> None:
            await connection.exec_driver_sql(_copy(table))

        yield copy
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")
        await driver.execute(f"DETACH {_NAME}")


def _copy(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    rows = f'SELECT {columns} FROM {_NAME}."{table.name}" ORDER BY {keys}'  # noqa: S608 - names of the models
    return f'INSERT OR FAIL INTO main."{table.name}" ({columns}) {rows}'
