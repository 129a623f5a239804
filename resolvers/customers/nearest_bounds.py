"""Of a range of time and a place in a list by time, the bound that is nearer: an index is read from one place on."""

from typing import Any

from resolvers.customers.fitting import Parts
from resolvers.paging.orders import Order

Sides = tuple[str, ...]


def nearest_bounds(order: Order, given: Parts, sides: Sides, values: dict[str, Any]) -> tuple[Parts, Sides]:
    """The parts of the filter and the sides of the page that the others don't imply."""
    if order.columns[0] != "created_at":
        return given, sides
    implied = {
        _implied(part, side, values)
        for part, side in zip(("created_before", "created_from"), _upper_and_lower(order), strict=True)
        if part in given and side in sides
    }
    return tuple(part for part in given if part not in implied), tuple(side for side in sides if side not in implied)


def _upper_and_lower(order: Order) -> tuple[str, str]:
    """Which side of a page is bounded by the moment of a place above, and which below."""
    return ("after", "before") if order.descending else ("before", "after")


def _implied(part: str, side: str, values: dict[str, Any]) -> str:
    place, bound = values[f"{side}_0"], values[part]
    is_place_nearer = place < bound if part == "created_before" else place >= bound
    return part if is_place_nearer else side
