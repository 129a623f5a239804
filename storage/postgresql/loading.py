"""Rows that are appended to a table by COPY, past SQLAlchemy."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statement import Row


async def load_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Rows in the order of the table's columns; raises the driver's own errors."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    columns = [column.name for column in table.columns]
    try:
        await driver.copy_records_to_table(table.name, records=rows, columns=columns)
    except BaseException as error:
        if driver.is_closed():
            # Nobody has told SQLAlchemy, whose rollback would fail and hide why.
            await connection.invalidate(error)
        raise
