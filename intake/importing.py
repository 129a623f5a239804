"""The import: Stripe-shaped objects from files or from a generator into one project."""

import gc
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from intake.counter import Counter
from intake.files.events import may_hold_late_events
from intake.files.opening import read_portions
from intake.garbage_collection import collect_young
from intake.gathering.collector import Refusals, Terms
from intake.gathering.portions import Collected, Portion
from intake.gathering.processes import collect_all
from intake.gathering.runs import Runs, SingleRun
from intake.parts.loading import Gathered, NewParts
from intake.progress import Progress, Step
from intake.report import ImportReport, Stopped
from intake.storing.prefetch import Prefetch
from intake.storing.storage import Storage
from intake.storing.transactions import Transactions, savepoints_of
from models.values.instant import Instant, system_clock
from resolvers.summaries.folding import fold_whole
from storage.database import Database

_COLLECT_EVERY = 400_000


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
    that the first problem rolls back. `on_progress` hears of each step. An error of the database itself
    (SQLAlchemy's) is raised; what was committed before it stays, and the import can be run again.
    """
    return await import_portions(
        database,
        read_portions(files, as_of),
        project_id=project_id,
        terms=Terms(live_mode, system_clock(), strict),
        has_late_events=may_hold_late_events(files, as_of),
        on_progress=on_progress,
    )


async def import_portions(
    database: Database,
    portions: Iterable[Portion],
    *,
    project_id: str,
    terms: Terms,
    has_late_events: bool = True,
    on_progress: Progress | None = None,
) -> ImportReport:
    """The same for portions of one input; without late events, complete objects are stored as they are read."""
    return await _Import(database, project_id, terms, on_progress).take_whole(portions, has_late_events=has_late_events)


async def import_parts(
    database: Database,
    parts: Iterable[Portion],
    *,
    project_id: str,
    terms: Terms,
    shared: Collection[str] = (),
    on_progress: Progress | None = None,
) -> ImportReport:
    """The same for parts of an input, of which none names an object of a later one. Each is stored before the next.

    The first part has all objects of the `shared` kinds: what others hold of them is passed over.
    """
    return await _Import(database, project_id, terms, on_progress).take_parts(parts, shared)


class _Import:
    """One import, which is run once."""

    def __init__(self, database: Database, project_id: str, terms: Terms, on_progress: Progress | None) -> None:
        self._database = database
        self._project_id = project_id
        self._terms = terms
        self._progress = on_progress or (lambda _: None)
        self._report = ImportReport(terms.strict)
        self._new_parts = NewParts(database, project_id, terms, self._report)

    async def take_whole(self, portions: Iterable[Portion], *, has_late_events: bool) -> ImportReport:
        """Gathers everything before any of it is stored: versions of one object may be anywhere in an input.

        But for objects that are complete in their portion: a version that comes later is compared with the stored one,
        to the same end. Only events that are later than what was fetched would count more than they do in one input.
        """
        with _few_garbage_collections(), closing(Runs()) as runs:
            try:
                refusals: Refusals = {}
                rest = iter(portions)
                if not has_late_events and not self._terms.strict:
                    rest = await self._new_parts.store_complete(rest, Gathered(runs, refusals), self._progress)
                await self._gather(rest, Gathered(runs, refusals))
                async with self._transactions() as transactions:
                    counter = Counter(self._progress, "Storing")
                    counter.expect(runs.count, 1)
                    await self._storage(runs, refusals, transactions, counter).store()
            except Stopped:
                self._report.take_back()
        return self._report

    async def take_parts(self, parts: Iterable[Portion], shared: Collection[str]) -> ImportReport:
        """Stores each part, in a transaction of its own, while the next ones are translated."""
        with _few_garbage_collections():
            counter = Counter(self._progress, "Making")
            rest = iter(parts)
            try:
                async with self._transactions() as transactions:
                    async with aclosing(self._collect(islice(rest, 1))) as found:
                        await self._store_parts(found, (), transactions, counter)
                    if not self._terms.strict:
                        rest = await self._new_parts.store_parts(rest, shared, counter)
                    async with aclosing(self._collect(rest, spare=1)) as found:
                        await self._store_parts(found, shared, transactions, counter)
            except Stopped:
                self._report.take_back()
        return self._report

    async def _store_parts(
        self,
        found: AsyncGenerator[Collected],
        passed: Collection[str],
        transactions: Transactions,
        counter: Counter,
    ) -> None:
        async def read() -> _Part | None:
            collected = await anext(found, None)
            if collected is None:
                return None
            run = SingleRun(collected.run, passed)
            storage = self._storage(run, collected.refusals, transactions, counter)
            storage.read()
            return _Part(storage, collected.run.entries, collected.done)

        async with Prefetch(read) as ahead:
            while part := await ahead.take():
                counter.expect(part.entries, part.done)
                await part.storage.store_at_once(ahead.begin)

    async def _gather(self, portions: Iterable[Portion], gathered: Gathered) -> None:
        async with aclosing(self._collect(portions)) as found:
            async for collected in found:
                gathered.runs.add(collected.run)
                gathered.refusals.update(collected.refusals)
                self._progress(Step("Reading", collected.done, gathered.runs.count))

    async def _collect(self, portions: Iterable[Portion], spare: int = 0) -> AsyncGenerator[Collected]:
        """Each portion, its problems told in the report; raises Stopped when the import is strict."""
        async with aclosing(collect_all(portions, self._terms, spare)) as found:
            async for collected in found:
                self._report.add(collected.report)
                if self._terms.strict and collected.report.problems:
                    raise Stopped
                yield collected

    def _storage(
        self, runs: Runs | SingleRun, refusals: Refusals, transactions: Transactions, counter: Counter
    ) -> Storage:
        def advance(objects: int) -> None:
            collect_young()
            counter.advance(objects)

        return Storage(runs, refusals, transactions, self._project_id, self._report, advance)

    @asynccontextmanager
    async def _transactions(self) -> AsyncIterator[Transactions]:
        engine = self._database.engine
        if self._terms.strict:
            async with engine.begin() as connection:
                yield savepoints_of(connection)
        else:
            yield engine.begin
        for live_mode in (False, True):
            await fold_whole(engine, self._project_id, live_mode)
        async with engine.begin() as connection:
            await self._database.dialect.finish_bulk_load(connection)


class _Part(NamedTuple):
    """A part that is read: how many entries it has, and how much of the whole is done with it."""

    storage: Storage
    entries: int
    done: float | None


@contextmanager
def _few_garbage_collections() -> Iterator[None]:
    """While a part is read and stored, nearly all objects go without the collector's help.

    To look for garbage again and again would take a tenth of the time.
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(max(_COLLECT_EVERY, thresholds[0]), *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
