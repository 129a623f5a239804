"""Reads who is found by a search in its own order: the best first, then those who were created last."""

from collections.abc import Callable
from typing import Any

from resolvers.batches import Columns
from resolvers.customers.found_statements import page_of_found, page_of_found_by_time
from resolvers.customers.listed_customers import read_listed
from resolvers.customers.named_searches import read_found_by_name
from resolvers.customers.narrowed_searches import read_sizes
from resolvers.customers.search_stages import list_stages
from resolvers.customers.walked_searches import FIRST, LAST, Bounds, Walk, must_walk
from resolvers.errors import BadInput
from resolvers.paging.orders import BY_NAME, Order, Position
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.search.everybody import weight_of_found
from resolvers.search.search_shape import Search, Staged
from storage.statement import Row


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
    async for stage in list_stages(reads, search, given, request):
        places = await _places(reads, stage, request)
        sizes = await read_sizes(reads, stage, given, values)
        by_fit = sizes.is_by_fit(values["page_limit"])
        if not by_fit and await must_walk(reads, stage, given, sizes):
            bounds = Bounds.of(stage.shape, places.get("after"), places.get("before"), backward=request.backward)
            parts = request.in_order(stage.shape.parts)
            ids = await Walk(reads, stage, given, values).list_ids(bounds, parts, values["page_limit"])
            rows = await read_listed(fetch, columns, ids)
        else:
            rows = await _read_branches(fetch, stage, columns, given, by_fit, request, values | _bound(places))
        if rows:
            break
    return rows


async def _read_branches(
    fetch: Callable[..., Any],
    stage: Staged,
    columns: Columns,
    given: tuple[str, ...],
    by_fit: bool,
    request: PageRequest,
    values: dict[str, Any],
) -> list[Row]:
    rows: list[Row] = []
    bound = values | stage.values
    for weights in request.in_order(stage.shape.parts):
        shape = (columns, stage.shape, weights, given, by_fit, request.backward, request.sides)
        rows += await fetch(page_of_found, *shape, **bound)
        bound["page_limit"] = values["page_limit"] - len(rows)
        if not bound["page_limit"]:
            break
    return rows


async def read_found_in_order(
    reads: Reads,
    fetch: Callable[..., Any],
    stage: Staged,
    columns: Columns,
    given: tuple[str, ...],
    order: Order,
    request: PageRequest,
    values: dict[str, Any],
) -> list[Row]:
    """One page of those whom a stage finds, in an order that is not the search's own."""
    if order is BY_NAME:
        return await read_found_by_name(reads, fetch, stage, columns, given, request, values)
    sizes = await read_sizes(reads, stage, given, values)
    by_fit = sizes.is_by_fit(values["page_limit"])
    if not by_fit and await must_walk(reads, stage, given, sizes):
        weights = stage.shape.weights
        after, before = (side and dict.fromkeys(weights, side) for side in (request.after, request.before))
        bounds = Bounds.of(stage.shape, after, before, backward=request.backward, oldest=not order.descending)
        ids = await Walk(reads, stage, given, values, ranked=False).list_ids(bounds, [weights], values["page_limit"])
        return await read_listed(fetch, columns, ids)
    shape = (columns, stage.shape, given, by_fit, order, request.backward, request.sides)
    rows: list[Row] = await fetch(page_of_found_by_time, *shape, **values | stage.values)
    return rows


async def _places(reads: Reads, stage: Staged, request: PageRequest) -> dict[str, dict[int, Position]]:
    """By side, where the page begins and ends among those of each weight."""
    places: dict[str, dict[int, Position]] = {}
    for side in request.sides:
        place = getattr(request, side)
        [[weight]] = await reads.fetch(weight_of_found, stage.shape, place_0=place[0], place_1=place[1], **stage.values)
        if weight is None:
            raise BadInput(f"'{side}' is the place of a customer whom the search no longer finds.")
        # Whoever is found with a greater weight stands before the place, and with a lesser one after it.
        places[side] = {
            each: place if each == weight else LAST if each > weight else FIRST for each in stage.shape.weights
        }
    return places


def _bound(places: dict[str, dict[int, Position]]) -> dict[str, Any]:
    return {
        f"{side}_{weight}_{at}": value
        for side, of_weights in places.items()
        for weight, place in of_weights.items()
        for at, value in enumerate(place)
    }
