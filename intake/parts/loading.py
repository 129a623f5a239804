"""Stores what is new of an input as other processes build it."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import aclosing, contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from intake.counter import Counter
from intake.garbage import collect_young
from intake.gathering.collector import Refusals, Terms
from intake.gathering.entries import Entries
from intake.gathering.fork_server import count_processors
from intake.gathering.portions import Portion, Translated, translate
from intake.gathering.processes import Found, Processes
from intake.gathering.runs import Runs, SingleRun, sort_run
from intake.parts.building import Built, build, build_complete
from intake.parts.copying import store_built
from intake.parts.ground import Ground, lay_ground
from intake.parts.splitting import take_shared
from intake.progress import Progress, Step
from intake.report import ImportReport
from intake.storing.changes import STALE
from intake.storing.storage import Storage
from storage.database import Database

# After so many portions of which nothing could be built, others are not tried: each try takes as long as to translate.
MOST_SCATTERED = 4


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
            async with aclosing(processes.work(_noted(waiting, taken))) as found:
                async for built in found:
                    if built is None or not await self._store(ground, built):
                        break
                    self._report.add(built.read)
                    counter.expect(built.entries, taken.popleft().done)
                    counter.advance(built.entries)
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
        stored = scattered = 0
        with _processes(do) as processes:
            async with aclosing(processes.work(_noted(waiting, taken))) as found:
                async for built, rest in found:
                    if built is not None and not await self._store(ground, built):
                        break
                    taken.popleft()
                    self._report.add(rest.report)
                    gathered.runs.add(rest.run)
                    gathered.refusals.update(rest.refusals)
                    if built is not None:
                        stored += built.entries
                        # What it has of older versions is nothing to tell of, as where an input is read whole.
                        self._report.unsaid.add(STALE)
                    on_progress(Step("Reading", rest.done, gathered.runs.count + stored))
                    scattered = 0 if built else scattered + 1
                    if scattered == MOST_SCATTERED:
                        break
        return chain(taken, waiting)

    async def _store_shared(self, portion: Portion) -> Portion:
        """What is left of the portion."""
        found = translate(portion, self._terms)
        split = take_shared(found.entries)
        await self._store_at_once(split.complete)
        found.entries = split.rest
        return Translated(found, portion.done)

    async def _store_at_once(self, entries: Entries) -> None:
        run = SingleRun(sort_run(entries), ())
        begin = self._database.engine.begin
        storage = Storage(run, {}, begin, self._project_id, self._report, lambda _: None)
        storage.read()
        await storage.store_at_once(lambda: None)

    async def _lay_ground(self) -> Ground | None:
        async with self._database.engine.connect() as connection:
            return await lay_ground(connection, self._project_id)

    async def _store(self, ground: Ground, built: Built) -> bool:
        try:
            is_stored = await store_built(self._database.engine, self._project_id, ground, built)
        finally:
            built.path.unlink()
            collect_young()
        if is_stored:
            self._report.add(built.stored)
        return is_stored


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
