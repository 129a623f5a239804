"""Stores what is new of an input as other processes build it."""

from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from intake.counter import Counter
from intake.garbage import collect_young
from intake.gathering.collector import Collector, Refusals, Terms
from intake.gathering.entries import Entries
from intake.gathering.fork_server import count_processors
from intake.gathering.portions import Portion, Remainder
from intake.gathering.processes import Found, Processes
from intake.gathering.runs import Runs, SingleRun, sort_run
from intake.parts.building import Built, FilePart, build, build_complete
from intake.parts.copying import store_built
from intake.parts.ground import Ground, lay_ground
from intake.parts.splitting import SHARED_KINDS, list_unshared, take_shared
from intake.progress import Progress, Step
from intake.report import ImportReport
from intake.storing.changes import STALE
from intake.storing.storage import Storage
from storage.database import Database

# After so many portions of which nothing could be built, others are not tried: each try takes as long as to translate.
MOST_SCATTERED = 4

# Those of a thousand customers: a second, in which other writers wait on SQLite. Pages that many rows share are then
# written once, which takes a fifth less of what storing takes than a transaction of half as many.
MOST_ENTRIES = 18_000
# SQLite attaches ten files at most.
_MOST_PARTS = 8


class Gathered(NamedTuple):
    """What waits until the whole input was read."""

    runs: Runs
    refusals: Refusals


class NewParts:
    """Stores parts in one project, and tells of them in the report, as long as nothing is there that concerns them.

    Each method returns the portions that are left. One portion alone, or one processor, is not worth it.
    """

    def __init__(self, database: Database, project_id: str, terms: Terms, report: ImportReport) -> None:
        self._database = database
        self._project_id = project_id
        self._terms = terms
        self._report = report

    async def store_parts(
        self, parts: Iterator[Portion], shared: Collection[str], counter: Counter
    ) -> Iterator[Portion]:
        """Parts that name nothing but what is theirs, and what is stored of the `shared` kinds."""
        first = list(islice(parts, 2))
        waiting = chain(first, parts)
        ground = await self._lay_ground() if _is_worth_it(first) else None
        if ground is None:
            return waiting
        taken: deque[Portion] = deque()
        do = partial(build, terms=self._terms, ground=ground, project_id=self._project_id, passed=shared)
        with _processes(do) as processes:
            work = processes.work(_noted(waiting, taken))
            async with aclosing(_together(work, lambda built: built)) as found:
                async for together in found:
                    stored = [built for built in together if built is not None]
                    if not await self._store(ground, stored):
                        break
                    for built in stored:
                        self._report.add(built.read)
                        counter.expect(built.entries, taken.popleft().done)
                        counter.advance(built.entries)
                    if len(stored) < len(together):
                        break
        return chain(taken, waiting)

    async def store_complete(
        self, portions: Iterator[Portion], gathered: Gathered, on_progress: Progress
    ) -> Iterator[Portion]:
        """Of portions of files, objects with all that they name; the rest is added to what is gathered.

        What all customers share is taken from the first portion. Of a scattered file most is left.
        """
        first = list(islice(portions, 2))
        if not _is_worth_it(first):
            return chain(first, portions)
        waiting = chain([await self._store_shared(first[0])], first[1:], portions)
        ground = await self._lay_ground()
        if ground is None:
            return waiting
        taken: deque[Portion] = deque()
        do = partial(build_complete, terms=self._terms, ground=ground, project_id=self._project_id)
        told = _Told(self._report, gathered, on_progress)
        with _processes(do) as processes:
            work = processes.work(_noted(waiting, taken))
            async with aclosing(_together(work, lambda part: part.built)) as found:
                async for together in found:
                    if not await self._store(ground, [part.built for part in together if part.built is not None]):
                        break
                    for part in together:
                        taken.popleft()
                        told.add(part)
                    if told.scattered == MOST_SCATTERED:
                        break
        return chain(taken, waiting)

    async def _store_shared(self, portion: Portion) -> Portion:
        """What is left of the portion, which is translated once more: all that it makes would be too much to send."""
        await self._store_at_once(take_shared(_read_shared(portion, self._terms)).complete)
        return Remainder(portion, list_unshared)

    async def _store_at_once(self, entries: Entries) -> None:
        run = SingleRun(sort_run(entries), ())
        begin = self._database.engine.begin
        storage = Storage(run, {}, begin, self._project_id, self._report, lambda _: None)
        storage.read()
        await storage.store_at_once(lambda: None)

    async def _lay_ground(self) -> Ground | None:
        async with self._database.engine.connect() as connection:
            return await lay_ground(connection, self._project_id)

    async def _store(self, ground: Ground, parts: Sequence[Built]) -> bool:
        try:
            is_stored = not parts or await store_built(self._database.engine, self._project_id, ground, parts)
        finally:
            for built in parts:
                built.path.unlink()
            collect_young()
        if is_stored:
            for built in parts:
                self._report.add(built.stored)
        return is_stored


class _Told:
    """Adds to the report and to what is gathered what portions of files hold.

    Of so many as are `scattered`, the last ones, nothing was built.
    """

    def __init__(self, report: ImportReport, gathered: Gathered, on_progress: Progress) -> None:
        self.scattered = 0
        self._report = report
        self._gathered = gathered
        self._progress = on_progress
        self._stored = 0

    def add(self, part: FilePart) -> None:
        """What is built of it is stored."""
        built, rest = part
        self._report.add(rest.report)
        self._gathered.runs.add(rest.run)
        self._gathered.refusals.update(rest.refusals)
        if built is not None:
            self._stored += built.entries
            # What it has of older versions is nothing to tell of, as where an input is read whole.
            self._report.unsaid.add(STALE)
        self._progress(Step("Reading", rest.done, self._gathered.runs.count + self._stored))
        self.scattered = 0 if built else self.scattered + 1


async def _together(
    found: AsyncGenerator[Found], built_of: Callable[[Found], Built | None]
) -> AsyncGenerator[list[Found]]:
    """As many as are stored in one transaction, in their order; one of which nothing is built is the last of them."""
    parts: list[Found] = []
    entries = 0
    async with aclosing(found):
        async for each in found:
            parts.append(each)
            built = built_of(each)
            entries += built.entries if built else MOST_ENTRIES
            if entries >= MOST_ENTRIES or len(parts) == _MOST_PARTS:
                yield parts
                parts, entries = [], 0
    if parts:
        yield parts


def _read_shared(portion: Portion, terms: Terms) -> Entries:
    """What the portion holds of that which all customers share. Nothing else of it stays in memory."""
    collector = Collector(terms)
    for arrival in portion.read():
        collector.add(arrival)
        for scope in [scope for scope in collector.entries if scope[0] not in SHARED_KINDS]:
            del collector.entries[scope]
    return collector.entries


@contextmanager
def _processes(do: Callable[..., Found]) -> Iterator[Processes[Found]]:
    """Those that write what they build to a folder of their own."""
    with TemporaryDirectory(prefix="calmony-") as name:
        folder = Path(name)
        with Processes(count_processors(), partial(do, folder=folder), folder) as processes:
            yield processes


def _is_worth_it(first: Collection[Portion]) -> bool:
    return len(first) > 1 and count_processors() > 1


def _noted(parts: Iterable[Portion], taken: deque[Portion]) -> Iterator[Portion]:
    """The parts, each of which is noted when it is taken."""
    for part in parts:
        taken.append(part)
        yield part
