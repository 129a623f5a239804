"""Reads a page of a search's results: ranked, the best first and then the newest, or in another order."""

from typing import Any

from resolvers.customers.customers_by_id import read_customers_by_id
from resolvers.customers.search_results.bounded_scans import FIRST, LAST, BoundedScan, Bounds, must_scan
from resolvers.customers.search_results.filtered_branches import read_sizes
from resolvers.customers.search_results.page_query import PageQuery
from resolvers.customers.search_results.pages_by_name import read_page_by_name
from resolvers.customers.search_results.stages import list_stages
from resolvers.customers.search_results.statements import page_by_time, ranked_page
from resolvers.errors import BadInput
from resolvers.paging.orders import BY_NAME, Order, Position
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.search.match_checks import match_weight
from resolvers.search.search_shape import Search, Stage
from storage.statement import Row


async def read_ranked_page(query: PageQuery, search: Search) -> list[Row]:
    """A ranked page of the first stage with results; raises BadInput for a cursor of a customer who is not found."""
    rows: list[Row] = []
    async for stage in list_stages(query.reads, search, query.given, query.request):
        rows = await _read_ranked(query, stage, await _positions(query.reads, stage, query.request))
        if rows:
            break
    return rows


async def _read_ranked(query: PageQuery, stage: Stage, positions: dict[str, dict[int, Position]]) -> list[Row]:
    reads, request = query.reads, query.request
    sizes = await read_sizes(reads, stage, query.given, query.values)
    from_filter = sizes.starts_from_filter(query.size)
    if from_filter or not await must_scan(reads, stage, query.given, sizes):
        return await _read_branches(query, stage, from_filter, query.values | stage.values | _bound(positions))
    bounds = Bounds.of(stage.shape, positions.get("after"), positions.get("before"), backward=request.backward)
    scan = BoundedScan(reads, stage, query.given, query.values)
    ids = await scan.list_ids(bounds, request.in_order(stage.shape.parts), query.size)
    return await read_customers_by_id(query.fetch, query.columns, ids)


async def _read_branches(query: PageQuery, stage: Stage, from_filter: bool, bound: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    request = query.request
    for weights in request.in_order(stage.shape.parts):
        shape = (query.columns, stage.shape, weights, query.given, from_filter, request.backward, request.sides)
        rows += await query.fetch(ranked_page, *shape, **bound | {"page_limit": query.size - len(rows)})
        if len(rows) == query.size:
            break
    return rows


async def read_ordered_page(query: PageQuery, stage: Stage, order: Order) -> list[Row]:
    """A page of the results of a stage, by time or by name."""
    if order is BY_NAME:
        return await read_page_by_name(query, stage)
    reads, given, request = query.reads, query.given, query.request
    sizes = await read_sizes(reads, stage, given, query.values)
    from_filter = sizes.starts_from_filter(query.size)
    if not from_filter and await must_scan(reads, stage, given, sizes):
        weights = stage.shape.weights
        after, before = (side and dict.fromkeys(weights, side) for side in (request.after, request.before))
        bounds = Bounds.of(stage.shape, after, before, backward=request.backward, oldest=not order.descending)
        scan = BoundedScan(reads, stage, given, query.values, ranked=False)
        return await read_customers_by_id(
            query.fetch, query.columns, await scan.list_ids(bounds, [weights], query.size)
        )
    shape = (query.columns, stage.shape, given, from_filter, order, request.backward, request.sides)
    return await query.fetch(page_by_time, *shape, **query.values | stage.values)


async def _positions(reads: Reads, stage: Stage, request: PageRequest) -> dict[str, dict[int, Position]]:
    """By side of the page, its bound among the results of each weight."""
    positions: dict[str, dict[int, Position]] = {}
    for side in request.sides:
        position = getattr(request, side)
        [[weight]] = await reads.fetch(
            match_weight, stage.shape, place_0=position[0], place_1=position[1], **stage.values
        )
        if weight is None:
            raise BadInput(f"'{side}' is the place of a customer whom the search no longer finds.")
        # Results with a greater weight are before the position, those with a lesser one after it.
        positions[side] = {
            each: position if each == weight else LAST if each > weight else FIRST for each in stage.shape.weights
        }
    return positions


def _bound(positions: dict[str, dict[int, Position]]) -> dict[str, Any]:
    return {
        f"{side}_{weight}_{at}": value
        for side, of_weights in positions.items()
        for weight, position in of_weights.items()
        for at, value in enumerate(position)
    }
