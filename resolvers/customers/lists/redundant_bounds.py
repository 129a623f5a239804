"""Drops the looser of a time range's bound and a cursor, in lists by time: an index is read from one position."""

from typing import Any

from resolvers.customers.filter.facet_conditions import FilterParts
from resolvers.paging.orders import Order

Sides = tuple[str, ...]


def drop_redundant_bounds(
    order: Order, given: FilterParts, sides: Sides, values: dict[str, Any]
) -> tuple[FilterParts, Sides]:
    """The parts of the filter and the sides of the page that no other bound implies."""
    if order.columns[0] != "created_at":
        return given, sides
    implied = {
        _implied(part, side, values)
        for part, side in zip(("created_before", "created_from"), _upper_and_lower(order), strict=True)
        if part in given and side in sides
    }
    return tuple(part for part in given if part not in implied), tuple(side for side in sides if side not in implied)


def _upper_and_lower(order: Order) -> tuple[str, str]:
    """The side of the page that is an upper bound of the time, and the one that is a lower bound."""
    return ("after", "before") if order.descending else ("before", "after")


def _implied(part: str, side: str, values: dict[str, Any]) -> str:
    position, bound = values[f"{side}_0"], values[part]
    is_cursor_tighter = position < bound if part == "created_before" else position >= bound
    return part if is_cursor_tighter else side
