"""Counts the results of a search: exactly up to a thousand, and beyond that by an estimate."""

from collections import defaultdict
from typing import Any, NamedTuple

from models.values.instant import Instant
from resolvers.compiled_reads import Build
from resolvers.customers.filter.facet_conditions import CREATED_PARTS, FilterParts
from resolvers.customers.lists.counts_since import count_since, values_since
from resolvers.customers.search_results.bounded_scans import MOST_STEPS, BoundedScan, Bounds, ScannedEntry, must_scan
from resolvers.customers.search_results.filtered_branches import SearchSizes, count_from_filter, read_sizes
from resolvers.customers.search_results.stages import list_stages
from resolvers.customers.search_results.statements import branch_counts, branch_samples
from resolvers.paging.estimate import Estimate
from resolvers.reads import Reads
from resolvers.search.search_shape import Search, Stage
from storage.statement import Row

MOST_COUNTED = 1000
# Postings that are sampled of each list that was not counted.
_SAMPLE = 100


class Counted(NamedTuple):
    """How many were counted: all, or those created since a moment."""

    found: int
    since: Instant | None = None


async def count_results(reads: Reads, search: Search, given: FilterParts, values: dict[str, Any]) -> int:
    """The results of the first stage with any: an Estimate beyond MOST_COUNTED, and where a scan was given up.

    The estimate takes the share of results among all customers to be that among those created since the last counted.
    """
    async for stage in list_stages(reads, search, given):
        sizes = await read_sizes(reads, stage, given, values)
        found = await _ResultCount(reads, stage, given, values).make(sizes)
        if found or isinstance(found, Estimate):
            return found
    return 0


class _ResultCount:
    """Counts the results of one stage of a search."""

    def __init__(self, reads: Reads, stage: Stage, given: FilterParts, values: dict[str, Any]) -> None:
        self._reads = reads
        self._stage = stage
        self._given = given
        self._filter = values

    async def make(self, sizes: SearchSizes) -> int:
        """The number, or an Estimate."""
        if sizes.matching < min(sizes.entries, MOST_STEPS):
            [[found]] = await self._fetch(count_from_filter, self._given)
            return int(found)
        parts, counts = self._stage.shape.parts, list[Counted]()
        scans = await must_scan(self._reads, self._stage, self._given, sizes)
        count = self._count_scanned if scans else self._count_entries
        while parts and sum(each.found for each in counts) <= MOST_COUNTED:
            counts += await count(parts.pop(0), MOST_COUNTED + 1 - sum(each.found for each in counts))
        counted = sum(each.found for each in counts)
        if counted <= MOST_COUNTED and all(each.since is None for each in counts):
            return counted
        if not scans:
            for weights in parts:
                rows = await self._fetch(branch_samples, weights, self._given, most=_SAMPLE)
                counts += [Counted(found, since if read == _SAMPLE else None) for read, found, since in rows]
        return await self._estimate(counted, counts)

    async def _count_entries(self, weights: tuple[int, ...], most: int) -> list[Counted]:
        rows = await self._fetch(branch_counts, weights, self._given, most=most)
        return [Counted(found, since if found == most else None) for found, since in rows]

    async def _count_scanned(self, weights: tuple[int, ...], most: int) -> list[Counted]:
        scan = BoundedScan(self._reads, self._stage, self._given, self._filter)
        found: dict[int, list[ScannedEntry]] = defaultdict(list)
        for each in await scan.find(weights, Bounds.of(self._stage.shape, None, None), most):
            found[each.weight].append(each)
        return [_counted(of_weight, most) for of_weight in found.values()]

    async def _estimate(self, counted: int, counts: list[Counted]) -> int:
        moments = list(dict.fromkeys(each.since for each in counts if each.since is not None))
        customers, *since = await self._count_customers(moments)
        looked_at: dict[Instant | None, int] = {None: customers, **dict(zip(moments, since, strict=True))}
        estimated = sum(each.found * customers / max(looked_at[each.since], 1) for each in counts)
        return Estimate(max(counted, min(round(estimated), customers)))

    async def _count_customers(self, moments: list[Instant]) -> list[int]:
        """The customers of the filter's time range, and those of them who were created since each of the moments."""
        bounds = {name: self._filter[name] for name in CREATED_PARTS if name in self._given}
        values = values_since(bounds, moments)
        [numbers] = await self._reads.fetch(count_since, tuple(bounds), len(moments), **values)
        return list(numbers)

    async def _fetch(self, build: Build, *shape: Any, **values: Any) -> list[Row]:
        return await self._reads.fetch(build, self._stage.shape, *shape, **self._filter | self._stage.values, **values)


def _counted(found: list[ScannedEntry], most: int) -> Counted:
    """Of one weight, as far as it was scanned: the scans of its lists may have been given up at different positions."""
    number = sum(each.is_found for each in found)
    is_all = number < most and not any(each.is_last for each in found)
    return Counted(number, None if is_all else min(each.created_at for each in found))
