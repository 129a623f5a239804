"""Copies the rows of built parts into the database, if nothing there conflicts with them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from intake.parts.building import Built
from intake.parts.conflicts import are_independent, has_no_conflict
from intake.parts.shared_rows import TABLES, SharedRows
from intake.storing.target import Target
from models.tables import METADATA
from storage.dialects import dialect_of
from storage.unavailable import DRIVER_ERRORS, is_transient

COPIED: Iterable[Table] = [table for table in METADATA.sorted_tables if table not in TABLES and "project_id" in table.c]


async def store_built(engine: AsyncEngine, project_id: str, shared_rows: SharedRows, parts: Sequence[Built]) -> bool:
    """Whether all parts were stored, in one transaction; where one conflicts, none is.

    A database error that is not about their rows is raised.
    """
    try:
        return are_independent(parts) and await _store(engine, project_id, shared_rows, parts)
    except DRIVER_ERRORS as error:
        if is_transient(error):
            raise
        # One of their rows is there, or the database can't hold a value.
        return False


async def _store(engine: AsyncEngine, project_id: str, shared_rows: SharedRows, parts: Sequence[Built]) -> bool:
    async with engine.connect() as connection:
        dialect = dialect_of(connection)
        async with dialect.copy_tables_from(connection, [built.path for built in parts]) as copy, connection.begin():
            await dialect.begin_bulk_load(connection)
            targets = [Target(connection, project_id, live_mode) for live_mode in (False, True)]
            for built in parts:
                if not await has_no_conflict(targets, shared_rows, built):
                    return False
            for table in COPIED:
                await copy(table)
    return True
