"""Builds a part in memory, as if the database had nothing but what parts rest on."""

import asyncio
import gc
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, exists, literal_column, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from intake.gathering.collector import Terms
from intake.gathering.portions import Portion, collect
from intake.gathering.runs import SingleRun
from intake.parts.ground import Ground, read_ground
from intake.parts.names import FACTS, SHARED, list_names
from intake.report import ImportReport
from intake.storing.storage import Storage
from models.scoped import same_scope
from models.tables import METADATA
from storage.in_memory import InMemory, open_in_memory

# Table and mode.
Scope = tuple[str, bool]
_DISCOUNT = METADATA.tables["discount"]


@dataclass(frozen=True, slots=True)
class Built:
    """A part whose rows are all there is of its objects, in a database in memory.

    `ids` are those of its rows, `outside` those that its rows name and it has not. `read` and `stored` are what its
    reading and its storing tell; it has so many `entries`.
    """

    content: bytes
    ids: dict[Scope, list[str]]
    outside: dict[Scope, list[str]]
    read: ImportReport
    stored: ImportReport
    entries: int


def build(portion: Portion, terms: Terms, ground: Ground, project_id: str, passed: Collection[str]) -> Built | None:
    """The part, which is stored by the same functions as in the database; None for one that can't be built alone.

    So is one with problems, and one that brings or changes what all customers share. Objects of `passed` kinds are
    passed over. It runs in a process of its own.
    """
    gc.disable()
    try:
        return asyncio.run(_build(portion, terms, ground, project_id, passed))
    finally:
        gc.enable()


async def _build(
    portion: Portion, terms: Terms, ground: Ground, project_id: str, passed: Collection[str]
) -> Built | None:
    collected = collect(portion, terms)
    report = ImportReport()
    async with open_in_memory(ground.content) as database:
        run = SingleRun(collected.run, passed)
        storage = Storage(run, collected.refusals, database.engine.begin, project_id, report, lambda _: None)
        storage.read()
        try:
            await storage.store_at_once(lambda: None)
        except DBAPIError:
            return None
        async with database.engine.begin() as connection:
            if report.problems or await _rests_on_more(connection, ground, project_id):
                return None
            ids, outside = await _list_ids(connection), await _list_outside(connection)
        return _finish(database, ids, outside, collected.report, report, collected.run.entries)


def _finish(
    database: InMemory,
    ids: dict[Scope, list[str]],
    outside: dict[Scope, list[str]],
    read: ImportReport,
    stored: ImportReport,
    entries: int,
) -> Built:
    return Built(database.serialize(), ids, outside, read, stored, entries)


async def _rests_on_more(connection: AsyncConnection, ground: Ground, project_id: str) -> bool:
    """Whether the part changed the ground, or has a discount that names nobody: rows that name it are not known."""
    if await read_ground(connection, project_id) != ground.rows:
        return True
    names_nobody = and_(_DISCOUNT.c.customer_id.is_(None), _DISCOUNT.c.subscription_id.is_(None))
    return bool(await connection.scalar(select(exists().where(names_nobody))))


async def _list_ids(connection: AsyncConnection) -> dict[Scope, list[str]]:
    found: dict[Scope, list[str]] = {}
    for table in FACTS:
        if table not in SHARED and "id" in table.primary_key.columns:
            for live_mode, identifier in await connection.execute(select(table.c.live_mode, table.c.id)):
                found.setdefault((table.name, live_mode), []).append(identifier)
    return found


async def _list_outside(connection: AsyncConnection) -> dict[Scope, list[str]]:
    found: dict[Scope, set[str]] = {}
    for table, column, named in list_names():
        if named in SHARED:
            continue
        row = named.alias("named")
        is_there = exists(literal_column("1")).where(same_scope(row, table), row.c.id == table.c[column])
        wanted = select(table.c.live_mode, table.c[column]).where(table.c[column].is_not(None), ~is_there)
        for live_mode, identifier in await connection.execute(wanted):
            found.setdefault((named.name, live_mode), set()).add(identifier)
    return {scope: sorted(ids) for scope, ids in found.items()}
