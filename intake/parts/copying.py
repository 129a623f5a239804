"""Stores a part that was built alone: copies its rows, if the database knows nothing of them."""

from collections.abc import Iterable

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from intake.parts.building import Built
from intake.parts.ground import TABLES, Ground
from intake.parts.newness import is_new
from intake.storing.target import Target
from models.tables import METADATA
from storage.dialects import dialect_of
from storage.unavailable import DRIVER_ERRORS, may_pass

COPIED: Iterable[Table] = [table for table in METADATA.sorted_tables if table not in TABLES and "project_id" in table.c]


async def store_built(engine: AsyncEngine, project_id: str, ground: Ground, built: Built) -> bool:
    """Whether the part was new, and is stored, in one transaction; else nothing is.

    An error of the database that is not about the part is raised.
    """
    try:
        return await _store(engine, project_id, ground, built)
    except DRIVER_ERRORS as error:
        if may_pass(error):
            raise
        # Another import was first, or the database can't hold a value.
        return False


async def _store(engine: AsyncEngine, project_id: str, ground: Ground, built: Built) -> bool:
    async with engine.connect() as connection:
        dialect = dialect_of(connection)
        async with dialect.beside(connection, built.path) as copy, connection.begin():
            await dialect.begin_bulk_load(connection)
            targets = [Target(connection, project_id, live_mode) for live_mode in (False, True)]
            if not await is_new(targets, ground, built):
                return False
            for table in COPIED:
                await copy(table)
    return True
