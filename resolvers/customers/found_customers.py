"""Reads who is found by a search in its own order: the best first, then those who were created last."""

from collections.abc import Callable
from typing import Any

from models.values.instant import Instant
from models.values.naming import SORTS_LAST
from resolvers.batches import Columns
from resolvers.customers.faceted_lists import count_by_facets
from resolvers.customers.found_statements import counts_of_found, page_of_found, samples_of_found
from resolvers.errors import BadInput
from resolvers.paging.estimate import Estimate
from resolvers.paging.orders import Position
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.search.everybody import any_found, weight_of_found
from resolvers.search.search_shape import Search, SearchShape, Staged
from storage.statement import Row

MOST_COUNTED = 1000
# Entries that are looked at for the estimate of a part that was not counted.
_SAMPLE = 100
# Before and after every place of a list that has the last first.
_FIRST: Position = (2**63 - 1, SORTS_LAST)
_LAST: Position = (-(2**63), "")


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
    for stage in await _stages(reads, search, given, request):
        bound = values | stage.values | await _bounds(reads, stage, request)
        for weights in request.in_order(stage.shape.parts):
            shape = (columns, stage.shape, weights, given, request.backward, request.sides)
            rows += await fetch(page_of_found, *shape, **bound)
            bound["page_limit"] = values["page_limit"] - len(rows)
            if not bound["page_limit"]:
                break
        if rows:
            break
    return rows


async def find_stage(reads: Reads, search: Search) -> Staged:
    """The first stage that finds anybody; the last one where none does."""
    *others, last = search.stages
    for stage in others:
        if await reads.fetch(any_found, stage.shape, **stage.values):
            return stage
    return last


async def count_found(reads: Reads, search: Search, given: tuple[str, ...], values: dict[str, Any]) -> int:
    """How many the first stage finds that finds anybody: beyond MOST_COUNTED an Estimate.

    An estimate goes by time: as many customers are found in all of it as in its last part, which was counted.
    """
    for stage in await _stages(reads, search, given):
        found = await _count_stage(reads, stage.shape, given, values | stage.values)
        if found:
            return found
    return 0


async def _count_stage(reads: Reads, shape: SearchShape, given: tuple[str, ...], values: dict[str, Any]) -> int:
    counted = estimated = 0
    parts = shape.parts
    while parts and counted <= MOST_COUNTED:
        most = MOST_COUNTED + 1 - counted
        rows = await reads.fetch(counts_of_found, shape, parts.pop(0), given, **values, most=most)
        counted += sum(row[0] for row in rows)
        estimated += sum(_estimate(row[0], most, *row) for row in rows)
    if counted <= MOST_COUNTED:
        return counted
    for weights in parts:
        rows = await reads.fetch(samples_of_found, shape, weights, given, **values, most=_SAMPLE)
        estimated += sum(_estimate(row[0], _SAMPLE, *row[1:]) for row in rows)
    [[customers]] = await reads.fetch(count_by_facets, ())
    return Estimate(max(counted, min(estimated, customers)))


def _estimate(read: int, most: int, found: int, last: Instant, first: Instant, first_of_all: Instant) -> int:
    """How many are found in all, after some of at most so many entries that were read."""
    if read < most or last == first:
        return found
    return round(found * max(1.0, (last - first_of_all) / (last - first)))


async def _stages(
    reads: Reads, search: Search, given: tuple[str, ...], request: PageRequest | None = None
) -> list[Staged]:
    """Those to try. Which one finds anybody does not depend on a filter, or on what page is asked for."""
    if not given and (request is None or not request.sides):
        return search.stages
    return [await find_stage(reads, search)]


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
