"""The rows that all customers share, and their project: what a part may refer to without having it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Index, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateIndex, CreateTable

from intake.parts.foreign_keys import SHARED_TABLES, needs_index
from models.scoped import SCOPE
from models.tables import METADATA
from storage.in_memory import InMemory

_PROJECT = METADATA.tables["project"]
TABLES = (_PROJECT, *SHARED_TABLES)
# They are read again and compared for each part.
_MOST = 1_000


# The values of all columns, by table.
Rows = dict[str, list[tuple[Any, ...]]]


class SharedRows(NamedTuple):
    """The rows of each of `TABLES`, and an in-memory database of all tables with these rows, to begin parts with."""

    rows: Rows
    memory: InMemory

    def shared(self) -> Iterator[tuple[tuple[str, bool, str], dict[str, Any]]]:
        """The rows without the project, each by table, mode and id."""
        for table in SHARED_TABLES:
            names = table.columns.keys()
            for values in self.rows[table.name]:
                row = dict(zip(names, values, strict=True))
                yield (table.name, row["live_mode"], row["id"]), row


async def load_shared_rows(connection: AsyncConnection, project_id: str) -> SharedRows | None:
    """The rows as they are; None for too many to be compared for each part."""
    rows = await read_shared_rows(connection, project_id)
    if sum(map(len, rows.values())) > _MOST:
        return None
    async with InMemory().open() as database:
        async with database.engine.begin() as memory:
            await memory.run_sync(_create_tables)
            for table in TABLES:
                if found := rows[table.name]:
                    names = table.columns.keys()
                    await memory.execute(insert(table), [dict(zip(names, row, strict=True)) for row in found])
        return SharedRows(rows, InMemory(database.serialize()))


async def read_shared_rows(connection: AsyncConnection, project_id: str) -> Rows:
    """The rows of each of `TABLES`."""
    return {table.name: await _read(connection, table, project_id) for table in TABLES}


async def _read(connection: AsyncConnection, table: Table, project_id: str) -> list[tuple[Any, ...]]:
    key = table.c.id if table is _PROJECT else table.c.project_id
    wanted = select(table).where(key == project_id).order_by(*table.primary_key).limit(_MOST + 1)
    return list(map(tuple, (await connection.execute(wanted)).all()))


def _create_tables(connection: Connection) -> None:
    """With only the indexes that the import's lookups use: a part has few rows, and is copied without indexes."""
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
