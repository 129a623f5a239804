"""Copies rows from a database in memory that is attached to the connection: they never become Python's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.beside import CopyRows

_NAME = "beside"


@asynccontextmanager
async def attached(connection: AsyncConnection, content: bytes) -> AsyncIterator[CopyRows]:
    """See `Dialect.beside`."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute(f"ATTACH ':memory:' AS {_NAME}")
    try:
        # It has no name in aiosqlite, whose thread the connection belongs to.
        await driver._execute(lambda: driver._conn.deserialize(content, name=_NAME))

        async def copy(table: Table) -> None:
            await connection.exec_driver_sql(_copy(table))

        yield copy
    finally:
        await driver.execute(f"DETACH {_NAME}")


def _copy(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
    return f'INSERT INTO main."{table.name}" ({columns}) SELECT {columns} FROM {_NAME}."{table.name}" ORDER BY {keys}'  # noqa: S608 - names of the models
