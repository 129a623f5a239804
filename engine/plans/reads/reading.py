"""Runs a read plan: level by level, and each batch once for all reads of it."""

from itertools import filterfalse, repeat
from typing import Any

from engine.plans.arguments.bound import Bound
from engine.plans.reads.keys import Ids, Rows
from engine.plans.reads.read_plan import Holds, PlannedBatch, Read, ReadLevel, ReadPlan
from resolvers.batches import Batch
from resolvers.context import RequestContext
from resolvers.figures.figures import StoredFigures

# Plain tuples, because a request makes a dozen of each.
# Rows of a level, with the customers that they belong to.
Arrival = tuple[ReadLevel, Rows, Ids]
# A read that waits for its batch, with its keys and the customers of the rows that the keys come from.
Waiting = tuple[Read, Ids, Ids]


class Found(dict[str | None, Any]):
    """What was read of a batch, by key, with None for the key None; `asked` are the keys that will be read next."""

    __slots__ = ("asked", "batch", "planned")

    def __init__(self, batch: Batch[Any], planned: PlannedBatch) -> None:
        self[None] = None
        self.batch: Any = batch
        self.planned = planned
        self.asked: list[str | None] = []


class Reading:
    """What one request reads. `found` has it for each batch of the plan that was reached; equal batches share it."""

    def __init__(self, context: RequestContext, plan: ReadPlan, bound: Bound) -> None:
        self.context = context
        self.is_customer = context.viewer.is_customer
        self.bound = bound
        self._root = plan.root
        self._batches = plan.batches
        self._by_batch: dict[Batch[Any], Found] = {}
        # Batches with keys to read before the next level.
        self._asked: list[Found] = []
        self.found: list[Any] = [None] * len(plan.batches)
        # The stored figures of customers, by their ids.
        self.figures: dict[str | None, StoredFigures] = {}

    async def read(self) -> None:
        """Reads all that the plan says. The query itself is one row without columns."""
        arrivals: list[Arrival] = [(self._root, [()], [None])]
        while arrivals:
            waiting = self._ask(arrivals)
            if self._asked:
                asked, self._asked = self._asked, []
                await (self._load(asked[0]) if len(asked) == 1 else self.context.reads.together(self._load, asked))
            makers = [arrival for arrival in arrivals if arrival[0].made]
            arrivals = []
            for read, keys, owners in waiting:
                if read.feeds is not None:
                    self._arrive(read.feeds, read, keys, owners, arrivals)
            for level, rows, owners in makers:
                self._make(level, rows, owners, arrivals)

    def _ask(self, arrivals: list[Arrival]) -> list[Waiting]:
        """Collects the keys to read for these rows; the reads that wait for them.

        If all keys of a read are known, its rows are appended to `arrivals`, the list being iterated.
        """
        waiting: list[Waiting] = []
        for level, rows, owners in arrivals:
            for read in level.reads:
                keys = self._keys_of(read, rows, owners)
                if keys is None:
                    continue
                if not self._is_known(read.batch, keys):
                    waiting.append((read, keys, owners))
                elif read.feeds is not None:
                    self._arrive(read.feeds, read, keys, owners, arrivals)
        return waiting

    def _keys_of(self, read: Read, rows: Rows, owners: Ids) -> Ids | None:
        """The keys of a read for these rows; None if nothing is to be read."""
        if read.unless is not None and not self.bound.is_null(read.unless):
            return None
        keys = read.keys.of(rows, owners, self.bound)
        if read.unless_stored and self.figures:
            return list(filterfalse(self.figures.__contains__, keys)) or None
        return keys

    def _is_known(self, batch: int, keys: Ids) -> bool:
        """Whether all keys were read before. Those that were not are read next."""
        found = self.found[batch] or self._found_of(batch)
        missing = list(filterfalse(found.__contains__, keys))
        if not missing:
            return True
        if found.asked:
            found.asked += missing
        else:
            found.asked = missing
            self._asked.append(found)
        return False

    def _arrive(self, level: ReadLevel, read: Read, keys: Ids, owners: Ids, arrivals: list[Arrival]) -> None:
        """The rows of these keys become rows of the level."""
        values = filter(None, map(self.found[read.batch].get, dict.fromkeys(keys)))
        rows = self._batches[read.batch].rows_of(values)
        if not rows:
            return
        if level.owner_of is not None:
            owners = list(map(level.owner_of, rows))
        elif level.inherits_owner:
            owners = self._inherited(read, keys, owners)
        arrivals.append((level, rows, owners))

    def _make(self, level: ReadLevel, rows: Rows, owners: Ids, arrivals: list[Arrival]) -> None:
        """What is made of these rows becomes rows of the next levels."""
        if len(owners) != len(rows):
            owners = [None] * len(rows)
        for made in level.made:
            values, of = [], []
            for row, owner in zip(rows, owners, strict=True):
                found = made.maker.make(row, owner, self)
                values += found
                of += [owner] * len(found)
            if values:
                arrivals.append((made.feeds, values, of))

    def _inherited(self, read: Read, keys: Ids, owners: Ids) -> Ids:
        """For each row that was found by these keys, the customer of the row that the key comes from."""
        found, rows_of = self.found[read.batch], self._batches[read.batch].rows_of
        by_key = dict(zip(keys, owners if len(owners) == len(keys) else repeat(None), strict=False))
        return [owner for key, owner in by_key.items() for _ in rows_of(filter(None, [found[key]]))]

    def _found_of(self, number: int) -> Found:
        """What is found of a batch. It is opened when a level reaches it: until then its arguments may be wrong."""
        found: Found | None = self.found[number]
        if found is None:
            planned = self._batches[number]
            batch = planned.batch_of(self.bound)
            # To look whether there is one would take as long as to make it.
            found = self.found[number] = self._by_batch.setdefault(batch, Found(batch, planned))
        return found

    async def _load(self, found: Found) -> None:
        reads, now, planned = self.context.reads, self.context.now, found.planned
        keys, found.asked = found.asked, []
        if len(keys) > 1:
            keys = list(dict.fromkeys(keys))
        if planned.columns is None:
            found.update(zip(keys, await found.batch.load(reads, now, keys), strict=True))
        else:
            read = found.batch.read_rows if planned.holds is Holds.ROWS else found.batch.read
            found.update(await read(reads, now, keys, planned.columns))
        if planned.figures_at is not None:
            self._take_figures(planned.rows_of(map(found.__getitem__, keys)), planned.figures_at)
        if planned.known_as is not None:
            rows = planned.rows_of(map(found.__getitem__, keys))
            self._found_of(planned.known_as).update((row[0], row) for row in rows)

    def _take_figures(self, rows: Rows, figures_at: int) -> None:
        for row in rows:
            if row is not None and row[figures_at] is not None:
                self.figures[row[0]] = StoredFigures.read(row[figures_at])
