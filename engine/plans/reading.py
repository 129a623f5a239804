"""Reading: level by level, each batch once for all that want something of it."""

from collections.abc import Sequence
from itertools import filterfalse, repeat
from typing import Any

from engine.plans.read_levels import Place, Rows, Slot, Want
from resolvers.batches import Batch
from resolvers.context import RequestContext

Ids = Sequence[str | None]
# Plain tuples, because a request makes a dozen of each: rows that have come to a place and whose each is; and a want
# whose batch must be read first, with its keys and whose they are.
Arrival = tuple[Place, Rows, Ids]
Waiting = tuple[Want, Ids, Ids]


class Found(dict[str | None, Any]):
    """What was read of a batch, by key, and nothing for no key; `asked` are the keys that will be read next."""

    __slots__ = ("asked", "batch", "slot")

    def __init__(self, batch: Batch[Any], slot: Slot) -> None:
        self[None] = None
        self.batch: Any = batch
        self.slot = slot
        self.asked: list[str | None] = []


class Reading:
    """One request's: `found` has what was read for each slot that was reached, equal batches sharing it."""

    def __init__(self, context: RequestContext, slots: Sequence[Slot], bound: Sequence[Any]) -> None:
        self.context = context
        self.bound = bound
        self._slots = slots
        self._by_batch: dict[Batch[Any], Found] = {}
        # What the level that is being read was asked for.
        self._asked: list[Found] = []
        self.found: list[Any] = [None] * len(slots)

    async def read(self, root: Place) -> None:
        """Reads all that is wanted, beginning at the root, which is one row without columns."""
        arrivals: list[Arrival] = [(root, [()], [None])]
        while arrivals:
            waiting: list[Waiting] = []
            # What is known already takes no level of its own: its rows arrive while the loop goes on.
            for place, rows, owners in arrivals:
                for want in place.wants:
                    if want.unless is None or self.bound[want.unless] is None:
                        keys = want.keys(rows, owners, self.bound)
                        if not self._is_known(want.slot, keys):
                            waiting.append((want, keys, owners))
                        elif want.then is not None:
                            self._arrive(want.then, want, keys, owners, arrivals)
            if self._asked:
                asked, self._asked = self._asked, []
                await self.context.reads.together(self._load, asked)
            arrivals = []
            for want, keys, owners in waiting:
                if want.then is not None:
                    self._arrive(want.then, want, keys, owners, arrivals)

    def _is_known(self, slot: int, keys: Ids) -> bool:
        """Whether nothing has to be read for the keys; what has to be will be read next."""
        found = self._found_of(slot)
        missing = list(filterfalse(found.__contains__, keys))
        if not missing:
            return True
        if not found.asked:
            self._asked.append(found)
        found.asked += missing
        return False

    def _arrive(self, place: Place, want: Want, keys: Ids, owners: Ids, arrivals: list[Arrival]) -> None:
        """The rows of these keys come to the place."""
        values = filter(None, map(self.found[want.slot].get, dict.fromkeys(keys)))
        rows = self._slots[want.slot].rows_of(values)
        if not rows:
            return
        if place.owner_of is not None:
            owners = list(map(place.owner_of, rows))
        elif place.inherits:
            owners = self._inherited(want, keys, owners)
        arrivals.append((place, rows, owners))

    def _inherited(self, want: Want, keys: Ids, owners: Ids) -> Ids:
        """For each row that these keys have, the customer whose row their own is."""
        found, rows_of = self.found[want.slot], self._slots[want.slot].rows_of
        whose = dict(zip(keys, owners if len(owners) == len(keys) else repeat(None), strict=False))
        return [who for key, who in whose.items() for _ in rows_of(filter(None, [found[key]]))]

    def _found_of(self, index: int) -> Found:
        """What is found for a slot; opened when its place is reached, for only then its arguments must be right."""
        found: Found | None = self.found[index]
        if found is None:
            slot = self._slots[index]
            batch = slot.batch_of(self.bound)
            found = self.found[index] = self._by_batch.setdefault(batch, Found(batch, slot))
        return found

    async def _load(self, found: Found) -> None:
        reads, now, slot = self.context.reads, self.context.now, found.slot
        keys, found.asked = list(dict.fromkeys(found.asked)), []
        if slot.columns is None:
            values = zip(keys, await found.batch.load(reads, now, keys), strict=True)
        else:
            values = await found.batch.read(reads, now, keys, slot.columns)
        found.update(values)
        if slot.known_as is not None:
            rows = slot.rows_of(map(found.__getitem__, keys))
            self._found_of(slot.known_as).update((row[0], row) for row in rows)
