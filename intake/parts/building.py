"""Builds a part in memory, as if the database had nothing but what parts rest on."""

import asyncio
import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import and_, exists, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from intake.gathering.collector import Collector, Terms
from intake.gathering.entries import Entries, fold_entries
from intake.gathering.portions import Collected, Portion, collect, translate
from intake.gathering.runs import group_entries, sort_run
from intake.kinds import KINDS
from intake.parts.contents import Scope, list_ids, list_outside
from intake.parts.ground import Ground, read_ground
from intake.parts.splitting import split_complete
from intake.report import ImportReport
from intake.storing.at_once import Batch, store_together
from models.tables import METADATA

_DISCOUNT = METADATA.tables["discount"]


@dataclass(frozen=True, slots=True)
class Built:
    """A part whose rows are all there is of its objects, in a file.

    `ids` are those of its rows, `outside` those that its rows name and it has not. `read` and `stored` are what its
    reading and its storing tell; it has so many `entries`.
    """

    path: Path
    ids: dict[Scope, list[str]]
    outside: dict[Scope, list[str]]
    read: ImportReport
    stored: ImportReport
    entries: int


class FilePart(NamedTuple):
    """What a portion of a file holds: what was built of it, if anything, and the rest."""

    built: Built | None
    rest: Collected


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """For a whole function: what it made must be gone before the collector would look through it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_no_garbage_collection()
def build(
    portion: Portion, terms: Terms, ground: Ground, project_id: str, passed: Collection[str], folder: Path
) -> Built | None:
    """The part, which is stored by the same functions as in the database; None for one that can't be built alone.

    So is one with problems, and one that brings or changes what all customers share. Objects of `passed` kinds are
    passed over. It runs in a process of its own, and writes a file to the folder.
    """
    found = translate(portion, terms)
    batches = _list_batches(found.entries, passed)
    return asyncio.run(_build(batches, _count(found.entries), found, ground, project_id, folder))


@_no_garbage_collection()
def build_complete(portion: Portion, terms: Terms, ground: Ground, project_id: str, folder: Path) -> FilePart:
    """The same of those objects alone that name nothing outside the portion and the ground, if they are the most."""
    found = translate(portion, terms)
    split = split_complete(found.entries, ground)
    count = _count(split.complete)
    if count <= _count(split.rest):
        return FilePart(None, Collected(sort_run(found.entries), found.refusals, found.report, portion.done))
    rest = Collected(sort_run(split.rest), found.refusals, found.report, portion.done)
    built = asyncio.run(_build(_list_batches(split.complete), count, found, ground, project_id, folder))
    # What is tried to be stored is changed by that.
    return FilePart(built, rest if built else collect(portion, terms))


def _list_batches(entries: Entries, passed: Collection[str] = ()) -> list[Batch]:
    return [
        Batch(kind, live_mode, [fold_entries(each) for each in group_entries(entries[kind.name, live_mode])])
        for kind in KINDS
        for live_mode in (False, True)
        if kind.name not in passed and (kind.name, live_mode) in entries
    ]


def _count(entries: Entries) -> int:
    return sum(map(len, entries.values()))


async def _build(
    batches: list[Batch], entries: int, found: Collector, ground: Ground, project_id: str, folder: Path
) -> Built | None:
    report = ImportReport()
    async with ground.memory.open() as database:
        try:
            async with database.engine.begin() as connection:
                await store_together(connection, project_id, batches, found.refusals, report)
                if report.problems or await _rests_on_more(connection, ground, project_id):
                    return None
        except DBAPIError:
            return None
        ids, outside = list_ids(database), list_outside(database)
        return Built(database.write(folder), ids, outside, found.report, report, entries)


async def _rests_on_more(connection: AsyncConnection, ground: Ground, project_id: str) -> bool:
    """Whether the part changed the ground, or has a discount that names nobody: rows that name it are not known."""
    if await read_ground(connection, project_id) != ground.rows:
        return True
    names_nobody = and_(_DISCOUNT.c.customer_id.is_(None), _DISCOUNT.c.subscription_id.is_(None))
    return bool(await connection.scalar(select(exists().where(names_nobody))))
