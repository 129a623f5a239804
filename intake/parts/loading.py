"""Stores the new objects of an input in parts that other processes build."""

from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from intake.counter import Counter
from intake.garbage_collection import collect_young
from intake.gathering.collector import Collector, Refusals, Terms
from intake.gathering.entries import Entries
from intake.gathering.fork_server import count_processors
from intake.gathering.portions import Portion, Remainder
from intake.gathering.processes import Found, Processes
from intake.gathering.runs import Runs, SingleRun, sort_run
from intake.parts.building import Built, FilePart, build, build_complete
from intake.parts.copying import store_built
from intake.parts.shared_rows import SharedRows, load_shared_rows
from intake.parts.splitting import SHARED_KINDS, list_unshared, take_shared
from intake.progress import Progress, Step
from intake.report import ImportReport
from intake.storing.changes import STALE
from intake.storing.storage import Storage
from storage.database import Database

# After so many portions of which nothing could be built no others are tried: a try takes as long as translating.
MOST_SCATTERED = 4

# Those of a thousand customers: a second, in which other writers wait on SQLite. Half as many make storing a fifth
# slower, since pages that many rows share are written more often.
MOST_ENTRIES = 18_000
# SQLite attaches ten files at most.
_MOST_PARTS = 8


class Gathered(NamedTuple):
    """What waits until the whole input was read."""

    runs: Runs
    refusals: Refusals


class NewParts:
    """Stores parts in one project and adds them to the report, as long as nothing stored conflicts with them.

    Each method returns the portions that are left. For one portion, or with one processor, it is not worth it.
    """

    def __init__(self, database: Database, project_id: str, terms: Terms, report: ImportReport) -> None:
        self._database = database
        self._project_id = project_id
        self._terms = terms
        self._report = report

    async def store_parts(
        self, parts: Iterator[Portion], shared: Collection[str], counter: Counter
    ) -> Iterator[Portion]:
        """Stores portions that refer to nothing but themselves and what is stored of the `shared` kinds."""
        first = list(islice(parts, 2))
        waiting = chain(first, parts)
        shared_rows = await self._load_shared_rows() if _is_worth_it(first) else None
        if shared_rows is None:
            return waiting
        taken: deque[Portion] = deque()
        do = partial(build, terms=self._terms, shared_rows=shared_rows, project_id=self._project_id, passed=shared)
        with _processes(do) as processes:
            work = processes.work(_noted(waiting, taken))
            async with aclosing(_group_by_transaction(work, lambda built: built)) as found:
                async for group in found:
                    stored = [built for built in group if built is not None]
                    if not await self._store(shared_rows, stored):
                        break
                    for built in stored:
                        self._report.add(built.read)
                        counter.expect(built.entries, taken.popleft().done)
                        counter.advance(built.entries)
                    if len(stored) < len(group):
                        break
        return chain(taken, waiting)

    async def store_complete(
        self, portions: Iterator[Portion], gathered: Gathered, on_progress: Progress
    ) -> Iterator[Portion]:
        """Stores objects with all that they refer to; the rest of each portion is added to what is gathered.

        Shared rows are taken from the first portion. Of a scattered file most is left.
        """
        first = list(islice(portions, 2))
        if not _is_worth_it(first):
            return chain(first, portions)
        waiting = chain([await self._store_shared(first[0])], first[1:], portions)
        shared_rows = await self._load_shared_rows()
        if shared_rows is None:
            return waiting
        taken: deque[Portion] = deque()
        do = partial(build_complete, terms=self._terms, shared_rows=shared_rows, project_id=self._project_id)
        file_report = _FileReport(self._report, gathered, on_progress)
        with _processes(do) as processes:
            work = processes.work(_noted(waiting, taken))
            async with aclosing(_group_by_transaction(work, lambda part: part.built)) as found:
                async for group in found:
                    if not await self._store(shared_rows, [part.built for part in group if part.built is not None]):
                        break
                    for part in group:
                        taken.popleft()
                        file_report.add(part)
                    if file_report.scattered == MOST_SCATTERED:
                        break
        return chain(taken, waiting)

    async def _store_shared(self, portion: Portion) -> Portion:
        """What is left of the portion, which is translated once more: sending its entries would be too much."""
        await self._store_at_once(take_shared(_read_shared(portion, self._terms)).complete)
        return Remainder(portion, list_unshared)

    async def _store_at_once(self, entries: Entries) -> None:
        run = SingleRun(sort_run(entries), ())
        begin = self._database.engine.begin
        storage = Storage(run, {}, begin, self._project_id, self._report, lambda _: None)
        storage.read()
        await storage.store_at_once(lambda: None)

    async def _load_shared_rows(self) -> SharedRows | None:
        async with self._database.engine.connect() as connection:
            return await load_shared_rows(connection, self._project_id)

    async def _store(self, shared_rows: SharedRows, parts: Sequence[Built]) -> bool:
        try:
            is_stored = not parts or await store_built(self._database.engine, self._project_id, shared_rows, parts)
        finally:
            for built in parts:
                built.path.unlink()
            collect_young()
        if is_stored:
            for built in parts:
                self._report.add(built.stored)
        return is_stored


class _FileReport:
    """Adds portions of files to the report, and their rest to what is gathered.

    `scattered` counts the last portions of which nothing was built.
    """

    def __init__(self, report: ImportReport, gathered: Gathered, on_progress: Progress) -> None:
        self.scattered = 0
        self._report = report
        self._gathered = gathered
        self._progress = on_progress
        self._stored = 0

    def add(self, part: FilePart) -> None:
        """Adds one whose built part is stored."""
        built, rest = part
        self._report.add(rest.report)
        self._gathered.runs.add(rest.run)
        self._gathered.refusals.update(rest.refusals)
        if built is not None:
            self._stored += built.entries
            # Older versions in it are not reported, as where an input is read whole.
            self._report.unsaid.add(STALE)
        self._progress(Step("Reading", rest.done, self._gathered.runs.count + self._stored))
        self.scattered = 0 if built else self.scattered + 1


async def _group_by_transaction(
    found: AsyncGenerator[Found], built_of: Callable[[Found], Built | None]
) -> AsyncGenerator[list[Found]]:
    """Groups of as many as one transaction stores, in their order; one of which nothing was built ends its group."""
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
    """The shared objects of the portion; nothing else of it stays in memory."""
    collector = Collector(terms)
    for arrival in portion.read():
        collector.add(arrival)
        for scope in [scope for scope in collector.entries if scope[0] not in SHARED_KINDS]:
            del collector.entries[scope]
    return collector.entries


@contextmanager
def _processes(do: Callable[..., Found]) -> Iterator[Processes[Found]]:
    """Processes that write what they build to a folder of their own."""
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
