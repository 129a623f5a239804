"""The import: Stripe-shaped objects from files or from a generator into one project."""

import asyncio
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from intake.files.arrival import Arrival
from intake.files.opening import read_files
from intake.gathering import Gathering
from intake.report import ImportReport, Place, Stopped
from intake.storing.storage import Storage
from intake.storing.transactions import Transactions, savepoints_of
from models.values.instant import Instant, system_clock
from storage.database import Database

Progress = Callable[[int, int], None]

_PAUSE_EVERY = 500
_COLLECT_EVERY = 20_000


async def import_files(
    database: Database,
    files: Sequence[Path],
    *,
    project_id: str,
    live_mode: bool | None = None,
    as_of: Instant | None = None,
    strict: bool = False,
    on_progress: Progress | None = None,
) -> ImportReport:
    """All files as one input; `intake.files.opening.STANDARD_INPUT` is standard input.

    The project must exist. `live_mode` overrules each object's `livemode`. `as_of` is when objects outside of events
    were fetched, instead of when their file was last modified. A strict import is one transaction
    that the first problem rolls back. `on_progress` is called with (done, total), total 0 while the input is being
    read. An error of the database itself (SQLAlchemy's) is raised; what was committed before it stays, and the
    import can be run again.
    """
    arrivals = read_files(files, as_of)
    return await _import(database, arrivals, project_id, live_mode, system_clock(), strict, on_progress)


async def import_objects(
    database: Database,
    objects: Iterable[Any],
    *,
    project_id: str,
    live_mode: bool | None = None,
    as_of: Instant | None = None,
    strict: bool = False,
    on_progress: Progress | None = None,
    source: str = "objects",
) -> ImportReport:
    """The same for objects in memory; in the report `line` is an object's number among them, from 1.

    `as_of` is when they were fetched, by default now.
    """
    arrivals = (Arrival(Place(source, number), value) for number, value in enumerate(objects, 1))
    as_of = system_clock() if as_of is None else as_of
    return await _import(database, arrivals, project_id, live_mode, as_of, strict, on_progress)


async def _import(
    database: Database,
    arrivals: Iterable[Arrival],
    project_id: str,
    live_mode: bool | None,
    as_of: Instant,
    strict: bool,
    on_progress: Progress | None,
) -> ImportReport:
    report = ImportReport(strict)
    progress = on_progress or (lambda _done, _total: None)
    with closing(Gathering(report, live_mode, as_of)) as gathering, _few_garbage_collections():
        try:
            await _gather(gathering, arrivals, progress)
            await _store(database, gathering, project_id, report, progress)
        except Stopped:
            report.take_back()
    return report


@contextmanager
def _few_garbage_collections() -> Iterator[None]:
    """What is gathered lives until the end: collecting as often as usual would take a fifth of an import's time."""
    thresholds = gc.get_threshold()
    gc.set_threshold(max(_COLLECT_EVERY, thresholds[0]), *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


async def _gather(gathering: Gathering, arrivals: Iterable[Arrival], progress: Progress) -> None:
    for number, arrival in enumerate(arrivals, 1):
        gathering.add(arrival)
        if number % _PAUSE_EVERY == 0:
            progress(number, 0)
            # Lets other tasks of the event loop run.
            await asyncio.sleep(0)


async def _store(
    database: Database, gathering: Gathering, project_id: str, report: ImportReport, progress: Progress
) -> None:
    advance = _counter(gathering.count(), progress)

    def storage(transactions: Transactions) -> Storage:
        return Storage(gathering, transactions, project_id, report, advance)

    if report.strict:
        async with database.engine.begin() as connection:
            await storage(savepoints_of(connection)).store()
    else:
        await storage(database.engine.begin).store()
    async with database.engine.begin() as connection:
        await database.dialect.finish_bulk_load(connection)


def _counter(total: int, progress: Progress) -> Callable[[int], None]:
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    return advance
