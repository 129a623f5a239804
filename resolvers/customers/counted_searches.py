"""Counts whom a search finds: to a thousand, and beyond that an estimate."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from models.values.instant import Instant
from resolvers.customers.conditions import CREATED_PARTS
from resolvers.customers.faceted_counts import count_by_facets
from resolvers.customers.found_statements import counts_of_found, samples_of_found
from resolvers.customers.narrowed_searches import Sizes, count_by_fit, read_sizes
from resolvers.customers.search_stages import list_stages
from resolvers.customers.spans import cut_range
from resolvers.customers.walked_searches import MOST_STEPS, Bounds, Found, Walk, must_walk
from resolvers.paging.estimate import Estimate
from resolvers.reads import Build, Reads
from resolvers.search.search_shape import Search, Staged
from storage.statement import Row

MOST_COUNTED = 1000
# Entries that are looked at for the estimate of a part that was not counted.
_SAMPLE = 100


class Counted(NamedTuple):
    """How many were counted, those who were created last: all, or those since a moment."""

    found: int
    since: Instant | None = None


async def count_found(reads: Reads, search: Search, given: tuple[str, ...], values: dict[str, Any]) -> int:
    """How many the first stage finds that finds anybody: beyond MOST_COUNTED, and where it was given up, an Estimate.

    Of all customers as many are taken to be found as of those who were created since the last one that was counted.
    """
    async for stage in list_stages(reads, search, given):
        sizes = await read_sizes(reads, stage, given, values)
        found = await _Count(reads, stage, given, values).make(sizes)
        if found or isinstance(found, Estimate):
            return found
    return 0


class _Count:
    """Counts whom one stage of a search finds."""

    def __init__(self, reads: Reads, stage: Staged, given: tuple[str, ...], values: dict[str, Any]) -> None:
        self._reads = reads
        self._stage = stage
        self._given = given
        self._filter = values

    async def make(self, sizes: Sizes) -> int:
        """The number, or an Estimate."""
        if sizes.fit < min(sizes.entries, MOST_STEPS):
            [[found]] = await self._fetch(count_by_fit, self._given)
            return int(found)
        parts, counts = self._stage.shape.parts, list[Counted]()
        walks = await must_walk(self._reads, self._stage, self._given, sizes)
        count = self._count_walked if walks else self._count_entries
        while parts and sum(each.found for each in counts) <= MOST_COUNTED:
            counts += await count(parts.pop(0), MOST_COUNTED + 1 - sum(each.found for each in counts))
        counted = sum(each.found for each in counts)
        if counted <= MOST_COUNTED and all(each.since is None for each in counts):
            return counted
        if not walks:
            for weights in parts:
                rows = await self._fetch(samples_of_found, weights, self._given, most=_SAMPLE)
                counts += [Counted(found, since if read == _SAMPLE else None) for read, found, since in rows]
        return await self._estimate(counted, counts)

    async def _count_entries(self, weights: tuple[int, ...], most: int) -> list[Counted]:
        rows = await self._fetch(counts_of_found, weights, self._given, most=most)
        return [Counted(found, since if found == most else None) for found, since in rows]

    async def _count_walked(self, weights: tuple[int, ...], most: int) -> list[Counted]:
        walk = Walk(self._reads, self._stage, self._given, self._filter)
        found: dict[int, list[Found]] = defaultdict(list)
        for each in await walk.find(weights, Bounds.of(self._stage.shape, None, None), most):
            found[each.weight].append(each)
        return [_counted(of_weight, most) for of_weight in found.values()]

    async def _estimate(self, counted: int, counts: Iterable[Counted]) -> int:
        customers = await self._count_customers()
        estimated = 0.0
        for each in counts:
            looked_at = customers if each.since is None else await self._count_customers(each.since)
            estimated += each.found * customers / max(looked_at, 1)
        return Estimate(max(counted, min(round(estimated), customers)))

    async def _count_customers(self, since: Instant | None = None) -> int:
        """Those of the span of time that is asked for, no earlier than since then."""
        bounds = {name: self._filter[name] for name in CREATED_PARTS if name in self._given}
        if since is not None:
            bounds["created_from"] = max(since, bounds.get("created_from", since))
        span = cut_range(bounds.get("created_from"), bounds.get("created_before")).values() if bounds else {}
        [[customers]] = await self._reads.fetch(count_by_facets, tuple(bounds), **bounds, **span)
        return int(customers)

    async def _fetch(self, build: Build, *shape: Any, **values: Any) -> list[Row]:
        return await self._reads.fetch(build, self._stage.shape, *shape, **self._filter | self._stage.values, **values)


def _counted(found: list[Found], most: int) -> Counted:
    """Of one weight, so far as it was looked at: its lists may have been given up at different places."""
    number = sum(each.is_found for each in found)
    is_all = number < most and not any(each.is_last for each in found)
    return Counted(number, None if is_all else min(each.created_at for each in found))
