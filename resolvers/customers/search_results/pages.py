"""Reads a page of a search's results: ranked, the best first and then the newest, or in another order."""

from collections.abc import Callable
from typing import Any

from resolvers.batches import Columns
from resolvers.customers.customers_by_id import read_customers_by_id
from resolvers.customers.filter.facet_conditions import FilterParts
from resolvers.customers.search_results.bounded_scans import FIRST, LAST, BoundedScan, Bounds, must_scan
from resolvers.customers.search_results.filtered_branches import read_sizes
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


async def read_ranked_page(
    reads: Reads,
    fetch: Callable[..., Any],
    search: Search,
    columns: Columns,
    given: FilterParts,
    request: PageRequest,
    values: dict[str, Any],
) -> list[Row]:
    """A ranked page of the first stage with results; raises BadInput for a cursor of a customer who is not found."""
    rows: list[Row] = []
    async for stage in list_stages(reads, search, given, request):
        positions = await _positions(reads, stage, request)
        sizes = await read_sizes(reads, stage, given, values)
        from_filter = sizes.starts_from_filter(values["page_limit"])
        if not from_filter and await must_scan(reads, stage, given, sizes):
            bounds = Bounds.of(stage.shape, positions.get("after"), positions.get("before"), backward=request.backward)
            parts = request.in_order(stage.shape.parts)
            ids = await BoundedScan(reads, stage, given, values).list_ids(bounds, parts, values["page_limit"])
            rows = await read_customers_by_id(fetch, columns, ids)
        else:
            rows = await _read_branches(fetch, stage, columns, given, from_filter, request, values | _bound(positions))
        if rows:
            break
    return rows


async def _read_branches(
    fetch: Callable[..., Any],
    stage: Stage,
    columns: Columns,
    given: FilterParts,
    from_filter: bool,
    request: PageRequest,
    values: dict[str, Any],
) -> list[Row]:
    rows: list[Row] = []
    bound = values | stage.values
    for weights in request.in_order(stage.shape.parts):
        shape = (columns, stage.shape, weights, given, from_filter, request.backward, request.sides)
        rows += await fetch(ranked_page, *shape, **bound)
        bound["page_limit"] = values["page_limit"] - len(rows)
        if not bound["page_limit"]:
            break
    return rows


async def read_ordered_page(
    reads: Reads,
    fetch: Callable[..., Any],
    stage: Stage,
    columns: Columns,
    given: FilterParts,
    order: Order,
    request: PageRequest,
    values: dict[str, Any],
) -> list[Row]:
    """A page of the results of a stage, by time or by name."""
    if order is BY_NAME:
        return await read_page_by_name(reads, fetch, stage, columns, given, request, values)
    sizes = await read_sizes(reads, stage, given, values)
    from_filter = sizes.starts_from_filter(values["page_limit"])
    if not from_filter and await must_scan(reads, stage, given, sizes):
        weights = stage.shape.weights
        after, before = (side and dict.fromkeys(weights, side) for side in (request.after, request.before))
        bounds = Bounds.of(stage.shape, after, before, backward=request.backward, oldest=not order.descending)
        ids = await BoundedScan(reads, stage, given, values, ranked=False).list_ids(
            bounds, [weights], values["page_limit"]
        )
        return await read_customers_by_id(fetch, columns, ids)
    shape = (columns, stage.shape, given, from_filter, order, request.backward, request.sides)
    rows: list[Row] = await fetch(page_by_time, *shape, **values | stage.values)
    return rows


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
