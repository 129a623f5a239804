"""Reading: level by level, each batch once for all that want something of it."""

from collections.abc import Sequence
from typing import Any

from execution.places import Place, Rows, Slot, Want
from resolvers.context import RequestContext
from resolvers.loaders import Batch

# Plain tuples, because a request makes a dozen of each: rows that have come to a place and whose each is; and a want
# whose batch must be read first, with its keys and whose they are.
Arrival = tuple[Place, Rows, Sequence[str | None]]
Waiting = tuple[Want, Sequence[str | None], Sequence[str | None]]


class Found(dict[str, Any]):
    """What was read of a batch, by key; `asked` is what will be read next."""

    __slots__ = ("asked", "batch", "slot")

    def __init__(self, batch: Batch[Any], slot: Slot) -> None:
        self.batch: Any = batch
        self.slot = slot
        self.asked: dict[str, None] = {}


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
            for arrival in arrivals:
                self._ask(arrival, arrivals, waiting)
            if self._asked:
                asked, self._asked = self._asked, []
                await self.context.reads.together(self._load, asked)
            arrivals = []
            for want, keys, owners in waiting:
                self._follow(want, keys, owners, arrivals)

    def _ask(self, arrival: Arrival, arrivals: list[Arrival], waiting: list[Waiting]) -> None:
        place, rows, inherited = arrival
        owners = inherited if place.owner_of is None else list(map(place.owner_of, rows))
        for want in place.wants:
            if want.unless is not None and self.bound[want.unless] is not None:
                continue
            found = self._open(want.slot)
            keys = want.keys(rows, owners, self.bound)
            if self._all_known(found, keys):
                self._follow(want, keys, owners, arrivals)
            else:
                waiting.append((want, keys, owners))

    def _all_known(self, found: Found, keys: Sequence[str | None]) -> bool:
        """Whether nothing has to be read for the keys; what has to be will be read next."""
        is_first = not found.asked
        all_known = True
        for key in keys:
            if key is not None and key not in found:
                found.asked[key] = None
                all_known = False
        if is_first and not all_known:
            self._asked.append(found)
        return all_known

    def _follow(
        self, want: Want, keys: Sequence[str | None], owners: Sequence[str | None], arrivals: list[Arrival]
    ) -> None:
        place, found = want.then, self.found[want.slot]
        if place is None or not place.wants:
            return
        if len(owners) != len(keys):
            owners = [None] * len(keys)
        whose = {key: owner for key, owner in zip(keys, owners, strict=True) if key is not None}
        if want.many:
            rows = [row for key in whose for row in found[key].rows]
            inherited = [] if place.owner is not None else [who for key, who in whose.items() for _ in found[key].rows]
        else:
            rows = [found[key] for key in whose if found[key] is not None]
            inherited = [] if place.owner is not None else [who for key, who in whose.items() if found[key] is not None]
        if rows:
            arrivals.append((place, rows, inherited))

    def _open(self, index: int) -> Found:
        """What is found for a slot; opened when its place is reached, for only then its arguments must be right."""
        found: Found | None = self.found[index]
        if found is None:
            slot = self._slots[index]
            batch = slot.batch_of(self.bound)
            found = self.found[index] = self._by_batch.setdefault(batch, Found(batch, slot))
        return found

    async def _load(self, found: Found) -> None:
        reads, now, slot = self.context.reads, self.context.now, found.slot
        keys, found.asked = list(found.asked), {}
        if slot.columns is None:
            values = await found.batch.load(reads, now, keys)
        else:
            values = await found.batch.read(reads, now, keys, slot.columns)
        found.update(zip(keys, values, strict=True))
        if slot.known_as is not None:
            self._open(slot.known_as).update((row[0], row) for page in values for row in page.rows)
