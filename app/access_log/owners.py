"""Whose rows are: the customers of rows of which only the ids are known."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.ownership import CustomerColumn, ParentColumn, owner_of

# More ids than this are asked for in several statements.
AT_ONCE = 500


async def find_owners(
    connection: AsyncConnection, project_id: str, live_mode: bool, table: Table, ids: Collection[str]
) -> dict[str, str]:
    """The customer's id by the row's; without those rows that are gone or no customer's."""
    match owner_of(table):
        case CustomerColumn(column):
            return await _read(connection, project_id, live_mode, table, column, ids)
        case ParentColumn(column, parent):
            parents = await _read(connection, project_id, live_mode, table, column, ids)
            owners = await find_owners(
                connection, project_id, live_mode, table.metadata.tables[parent], set(parents.values())
            )
            return {row_id: owners[parent_id] for row_id, parent_id in parents.items() if parent_id in owners}
        case _:
            return {}


async def _read(
    connection: AsyncConnection, project_id: str, live_mode: bool, table: Table, column: str, ids: Collection[str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    in_order = sorted(ids)
    for first in range(0, len(in_order), AT_ONCE):
        some: Any = in_order[first : first + AT_ONCE]
        named = select(table.c.id, table.c[column]).where(
            table.c.project_id == project_id,
            table.c.live_mode == live_mode,
            table.c.id.in_(some),
            table.c[column].is_not(None),
        )
        found.update((row_id, value) for row_id, value in await connection.execute(named))
    return found
