"""Imports objects in memory, as an import of a file does."""

from collections.abc import Iterable
from typing import Any

from intake.files.arrival import Arrival
from intake.files.portions import Objects
from intake.gathering.collector import Terms
from intake.importing import import_portions
from intake.progress import Progress
from intake.report import ImportReport, Place
from models.values.instant import Instant, system_clock
from storage.database import Database


async def import_objects(
    database: Database,
    objects: Iterable[Any],
    *,
    project_id: str,
    live_mode: bool | None = None,
    as_of: Instant | None = None,
    strict: bool = False,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Imports these objects; in the report `line` is an object's number among them, from 1.

    `as_of` is when they were fetched, by default now.
    """
    arrivals = [Arrival(Place("objects", number), value) for number, value in enumerate(objects, 1)]
    terms = Terms(live_mode, system_clock() if as_of is None else as_of, strict)
    return await import_portions(
        database, [Objects(arrivals)], project_id=project_id, terms=terms, on_progress=on_progress
    )
