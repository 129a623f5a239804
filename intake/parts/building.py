"""Builds a part in an in-memory database that holds nothing else but the shared rows."""

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
from intake.parts.row_ids import Scope, list_external_ids, list_ids
from intake.parts.shared_rows import SharedRows, read_shared_rows
from intake.parts.splitting import split_complete
from intake.report import ImportReport
from intake.storing.single_transaction import Batch, store_in_one_transaction
from models.tables import METADATA

_DISCOUNT = METADATA.tables["discount"]


@dataclass(frozen=True, slots=True)
class Built:
    """A part whose rows are complete, in a file.

    `ids` are those of its rows, `external_ids` those that its rows refer to without having them. `read` and `stored`
    are the reports of reading and storing it; it was made of so many `entries`.
    """

    path: Path
    ids: dict[Scope, list[str]]
    external_ids: dict[Scope, list[str]]
    read: ImportReport
    stored: ImportReport
    entries: int


class FilePart(NamedTuple):
    """What was built of a portion of a file, if anything, and the rest."""

    built: Built | None
    rest: Collected


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """For a whole function, so that what it makes is gone before the collector would look through it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_no_garbage_collection()
def build(
    portion: Portion, terms: Terms, shared_rows: SharedRows, project_id: str, passed: Collection[str], folder: Path
) -> Built | None:
    """The part, stored by the same functions that import into the database; None where it can't be built alone.

    That is one with problems, and one that adds or changes shared rows. Objects of the kinds `passed` are skipped. It
    runs in a process of its own, and writes a file to the folder.
    """
    found = translate(portion, terms)
    batches = _list_batches(found.entries, passed)
    return asyncio.run(_build(batches, _count(found.entries), found, shared_rows, project_id, folder))


@_no_garbage_collection()
def build_complete(portion: Portion, terms: Terms, shared_rows: SharedRows, project_id: str, folder: Path) -> FilePart:
    """The same for the objects that refer to nothing but the portion and the shared rows, if they are most of it."""
    found = translate(portion, terms)
    split = split_complete(found.entries, shared_rows)
    count = _count(split.complete)
    if count <= _count(split.rest):
        return FilePart(None, Collected(sort_run(found.entries), found.refusals, found.report, portion.done))
    rest = Collected(sort_run(split.rest), found.refusals, found.report, portion.done)
    built = asyncio.run(_build(_list_batches(split.complete), count, found, shared_rows, project_id, folder))
    # Storing changes the entries, so that they are read again.
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
    batches: list[Batch], entries: int, found: Collector, shared_rows: SharedRows, project_id: str, folder: Path
) -> Built | None:
    report = ImportReport()
    async with shared_rows.memory.open() as database:
        try:
            async with database.engine.begin() as connection:
                await store_in_one_transaction(connection, project_id, batches, found.refusals, report)
                if report.problems or await _needs_ordinary_import(connection, shared_rows, project_id):
                    return None
        except DBAPIError:
            return None
        ids, external_ids = list_ids(database), list_external_ids(database)
        return Built(database.write(folder), ids, external_ids, found.report, report, entries)


async def _needs_ordinary_import(connection: AsyncConnection, shared_rows: SharedRows, project_id: str) -> bool:
    """Whether it changed shared rows, or has a discount without an owner: which rows refer to it is not known."""
    if await read_shared_rows(connection, project_id) != shared_rows.rows:
        return True
    has_no_owner = and_(_DISCOUNT.c.customer_id.is_(None), _DISCOUNT.c.subscription_id.is_(None))
    return bool(await connection.scalar(select(exists().where(has_no_owner))))
