"""What the rows of parts rest on: their project, and what all customers share, as the database has it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Index, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateIndex, CreateTable

from intake.parts.names import SHARED, needs_index
from models.scoped import SCOPE
from models.tables import METADATA
from storage.in_memory import InMemory

_PROJECT = METADATA.tables["project"]
TABLES = (_PROJECT, *SHARED)
# It is read again, and compared, with each part.
_MOST = 1_000


# The values of all columns, by table.
Rows = dict[str, list[tuple[Any, ...]]]


class Ground(NamedTuple):
    """The rows of each of `TABLES`, and databases in memory with all tables that begin with them."""

    rows: Rows
    memory: InMemory

    def shared(self) -> Iterator[tuple[tuple[str, bool, str], dict[str, Any]]]:
        """The rows of what all customers share, each by table, mode and id."""
        for table in SHARED:
            names = table.columns.keys()
            for values in self.rows[table.name]:
                row = dict(zip(names, values, strict=True))
                yield (table.name, row["live_mode"], row["id"]), row


async def lay_ground(connection: AsyncConnection, project_id: str) -> Ground | None:
    """The ground as it is; None where it is too much to be compared with each part."""
    rows = await read_ground(connection, project_id)
    if sum(map(len, rows.values())) > _MOST:
        return None
    async with InMemory().open() as database:
        async with database.engine.begin() as memory:
            await memory.run_sync(_create_tables)
            for table in TABLES:
                if found := rows[table.name]:
                    names = table.columns.keys()
                    await memory.execute(insert(table), [dict(zip(names, row, strict=True)) for row in found])
        return Ground(rows, InMemory(database.serialize()))


async def read_ground(connection: AsyncConnection, project_id: str) -> Rows:
    """The rows of each of `TABLES`."""
    return {table.name: await _read(connection, table, project_id) for table in TABLES}


async def _read(connection: AsyncConnection, table: Table, project_id: str) -> list[tuple[Any, ...]]:
    key = table.c.id if table is _PROJECT else table.c.project_id
    wanted = select(table).where(key == project_id).order_by(*table.primary_key).limit(_MOST + 1)
    return list(map(tuple, (await connection.execute(wanted)).all()))


def _create_tables(connection: Connection) -> None:
    """With those indexes alone by which rules find rows: a part has few, and is copied without them."""
    for table in METADATA.sorted_tables:
        connection.execute(CreateTable(table))
        for index in _leading(table):
            connection.execute(CreateIndex(index))


def _leading(table: Table) -> list[Index]:
    found: dict[str, Index] = {}
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        columns = [column.name for column in index.columns]
        is_whole = not any(options.get("where") is not None for options in index.dialect_options.values())
        if is_whole and columns[:2] == list(SCOPE) and needs_index(table.name, columns[2]):
            found.setdefault(columns[2], index)
    return list(found.values())
