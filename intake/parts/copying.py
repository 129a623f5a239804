"""Stores parts that were built alone: copies their rows, if the database knows nothing of them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from intake.parts.building import Built
from intake.parts.ground import TABLES, Ground
from intake.parts.newness import are_apart, is_new
from intake.storing.target import Target
from models.tables import METADATA
from storage.dialects import dialect_of
from storage.unavailable import DRIVER_ERRORS, is_transient

COPIED: Iterable[Table] = [table for table in METADATA.sorted_tables if table not in TABLES and "project_id" in table.c]


async def store_built(engine: AsyncEngine, project_id: str, ground: Ground, parts: Sequence[Built]) -> bool:
    """Whether all parts were new, and are stored, in one transaction; else nothing is.

    An error of the database that is not about them is raised.
    """
    try:
        return are_apart(parts) and await _store(engine, project_id, ground, parts)
    except DRIVER_ERRORS as error:
        if is_transient(error):
            raise
        # One of their rows is there, or the database can't hold a value.
        return False


async def _store(engine: AsyncEngine, project_id: str, ground: Ground, parts: Sequence[Built]) -> bool:
    async with engine.connect() as connection:
        dialect = dialect_of(connection)
        async with dialect.copy_tables_from(connection, [built.path for built in parts]) as copy, connection.begin():
            await dialect.begin_bulk_load(connection)
            targets = [Target(connection, project_id, live_mode) for live_mode in (False, True)]
            for built in parts:
                if not await is_new(targets, ground, built):
                    return False
            for table in COPIED:
                await copy(table)
    return True
