"""Reads who is found by a search in its own order: the best first, then those who were created last."""

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

from models.values.instant import Instant
from models.values.naming import SORTS_LAST
from resolvers.batches import Columns
from resolvers.customers.faceted_counts import count_by_facets
from resolvers.customers.found_statements import (
    counts_of_found,
    page_of_found,
    page_of_found_by_time,
    samples_of_found,
)
from resolvers.customers.narrowed_searches import Sizes, count_by_fit, read_sizes
from resolvers.errors import BadInput
from resolvers.paging.estimate import Estimate
from resolvers.paging.orders import Order, Position
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Build, Reads
from resolvers.search.everybody import any_found, weight_of_found
from resolvers.search.known_typos import keep_known
from resolvers.search.search_shape import Search, SearchShape, Stage, Staged, Weights
from storage.statement import Row

MOST_COUNTED = 1000
# So many entries, or customers, are looked at to count those of a search who fit a filter.
MOST_LOOKED_AT = 20_000
# Entries that are looked at for the estimate of a part that was not counted.
_SAMPLE = 100
# Before and after every place of a list that has the last first.
_FIRST: Position = (2**63 - 1, SORTS_LAST)
_LAST: Position = (-(2**63), "")


class _Sample(NamedTuple):
    """How many are found in a sample and how many that makes in all, and whether the sample is all there is."""

    found: int
    estimated: int
    is_all: bool


async def read_found(
    reads: Reads,
    fetch: Callable[..., Any],
    search: Search,
    columns: Columns,
    given: tuple[str, ...],
    request: PageRequest,
    values: dict[str, Any],
) -> list[Row]:
    """One page of the first stage that finds anybody; raises BadInput for the place of somebody who is not found."""
    rows: list[Row] = []
    async for stage in _stages(reads, search, given, request):
        bound = values | stage.values | await _bounds(reads, stage, request)
        by_fit = (await read_sizes(reads, stage, given, values)).is_by_fit(values["page_limit"])
        for weights in request.in_order(stage.shape.parts):
            shape = (columns, stage.shape, weights, given, by_fit, request.backward, request.sides)
            rows += await fetch(page_of_found, *shape, **bound)
            bound["page_limit"] = values["page_limit"] - len(rows)
            if not bound["page_limit"]:
                break
        if rows:
            break
    return rows


async def read_found_by_time(
    reads: Reads,
    fetch: Callable[..., Any],
    stage: Staged,
    columns: Columns,
    given: tuple[str, ...],
    order: Order,
    request: PageRequest,
    values: dict[str, Any],
) -> list[Row]:
    """One page of those whom a stage finds, by when they were created."""
    by_fit = (await read_sizes(reads, stage, given, values)).is_by_fit(values["page_limit"])
    shape = (columns, stage.shape, given, by_fit, order, request.backward, request.sides)
    rows: list[Row] = await fetch(page_of_found_by_time, *shape, **values | stage.values)
    return rows


async def find_stage(reads: Reads, search: Search) -> Staged:
    """The first stage that finds anybody; the last one where none does."""
    *others, last = search.stages
    for stage in others:
        if await reads.fetch(any_found, stage.shape, **stage.values):
            return stage
    return await _known(reads, last)


async def count_found(reads: Reads, search: Search, given: tuple[str, ...], values: dict[str, Any]) -> int:
    """How many the first stage finds that finds anybody: beyond MOST_COUNTED an Estimate.

    An estimate goes by time: as many customers are found in all of it as in its last part, which was counted.
    """
    async for stage in _stages(reads, search, given):
        sizes = await read_sizes(reads, stage, given, values)
        found = await _Count(reads, stage.shape, given, values | stage.values).make(sizes)
        if found:
            return found
    return 0


class _Count:
    """Counts whom one stage of a search finds."""

    def __init__(self, reads: Reads, shape: SearchShape, given: tuple[str, ...], values: dict[str, Any]) -> None:
        self._reads = reads
        self._shape = shape
        self._given = given
        self._values = values

    async def make(self, sizes: Sizes) -> int:
        """The number, or an Estimate."""
        if sizes.fit < min(sizes.entries, MOST_LOOKED_AT):
            [[found]] = await self._fetch(count_by_fit, self._given)
            return int(found)
        if sizes.entries_read(MOST_COUNTED) > MOST_LOOKED_AT:
            return await self._look_at_some()
        counted = estimated = 0
        parts = self._shape.parts
        while parts and counted <= MOST_COUNTED:
            most = MOST_COUNTED + 1 - counted
            rows = await self._fetch(counts_of_found, parts.pop(0), self._given, most=most)
            counted += sum(row[0] for row in rows)
            estimated += sum(_estimate(row[0], most, *row) for row in rows)
        if counted <= MOST_COUNTED:
            return counted
        for weights in parts:
            estimated += (await self._sample(weights, _SAMPLE)).estimated
        return await self._estimate(counted, estimated)

    async def _look_at_some(self) -> int:
        samples = [await self._sample(weights, MOST_LOOKED_AT) for weights in self._shape.parts]
        found = sum(each.found for each in samples)
        is_all = all(each.is_all for each in samples)
        return found if is_all else await self._estimate(found, sum(each.estimated for each in samples))

    async def _sample(self, weights: Weights, most: int) -> _Sample:
        rows = await self._fetch(samples_of_found, weights, self._given, most=most)
        estimated = sum(_estimate(row[0], most, *row[1:]) for row in rows)
        return _Sample(sum(row[1] for row in rows), estimated, all(row[0] < most for row in rows))

    async def _estimate(self, counted: int, estimated: int) -> int:
        [[customers]] = await self._reads.fetch(count_by_facets, ())
        return Estimate(max(counted, min(estimated, customers)))

    async def _fetch(self, build: Build, *shape: Any, **values: Any) -> list[Row]:
        return await self._reads.fetch(build, self._shape, *shape, **self._values, **values)


def _estimate(read: int, most: int, found: int, last: Instant, first: Instant, first_of_all: Instant) -> int:
    """How many are found in all, after some of at most so many entries that were read."""
    if read < most or last == first:
        return found
    return round(found * max(1.0, (last - first_of_all) / (last - first)))


async def _stages(
    reads: Reads, search: Search, given: tuple[str, ...], request: PageRequest | None = None
) -> AsyncIterator[Staged]:
    """Those to try. Which one finds anybody does not depend on a filter, or on what page is asked for."""
    if given or (request is not None and request.sides):
        yield await find_stage(reads, search)
        return
    for stage in search.stages:
        yield await _known(reads, stage)


async def _known(reads: Reads, stage: Staged) -> Staged:
    return await keep_known(reads, stage) if stage.shape.stage is Stage.TYPOS else stage


async def _bounds(reads: Reads, stage: Staged, request: PageRequest) -> dict[str, Any]:
    """Where the page begins and ends among those of each weight."""
    bounds: dict[str, Any] = {}
    for side in request.sides:
        place = getattr(request, side)
        [[weight]] = await reads.fetch(weight_of_found, stage.shape, place_0=place[0], place_1=place[1], **stage.values)
        if weight is None:
            raise BadInput(f"'{side}' is the place of a customer whom the search no longer finds.")
        for each in stage.shape.weights:
            # Whoever is found with a greater weight stands before the place, and with a lesser one after it.
            values = place if each == weight else _LAST if each > weight else _FIRST
            bounds |= {f"{side}_{each}_{at}": value for at, value in enumerate(values)}
    return bounds
