"""A whole list of customers filtered by facets, read in chunks.

It merges a list for each facets value. A page reads as many rows of each list as the page has: of a hundred lists that
would be a hundred times what is sent. Here about as many are read of each list as it will contribute.
"""

from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, CompoundSelect, Select, cast, func, literal, select

from models.summaries.customer_count import ANYBODY, CHANGE, EVER, CustomerCount
from resolvers.customers.filter.facet_conditions import FilterParts, facet_conditions
from resolvers.customers.filter.matching_facets import (
    are_current,
    changed_matching_customers,
    facets_table,
    matching_facets,
)
from resolvers.customers.lists.redundant_bounds import drop_redundant_bounds
from resolvers.paging.orders import Order, Position
from resolvers.paging.pages import paged
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.unions import union_ordered

# How many rows are read of a list. The least is for lists that are hardly expected to contribute.
SIZES = (4, 8, 16, 32, 64, 128, 256, 512)
_LEAST, *_LARGER = SIZES
# Stands for the customers whose stored facets are of another time: a list of their own.
_CHANGED = ANYBODY


class ChunkOfIds(NamedTuple):
    """Ids in the order of the list, and the position after which it goes on; None at its end."""

    ids: list[str]
    next_after: Position | None


class FacetChunks:
    """Reads one list of customers from its beginning to its end. It remembers how many each facets value contributed.

    Each chunk is read anew: customers whose facets have changed by then are read where they belong then.
    """

    def __init__(self, reads: Reads, given: FilterParts, values: dict[str, Any], order: Order) -> None:
        self._reads = reads
        self._given = given
        self._values = values
        self._order = order
        self._expected: dict[int, float] | None = None

    async def read(self, after: Position | None, most: int) -> ChunkOfIds:
        """The next ones, up to `most`; fewer where a list has more than was expected."""
        limits = await self._limits(most)
        lists = await self._read_lists(limits, after, most)
        # A list that gave as many as were asked for may go on: nothing beyond its last row is known to be next.
        full = [positions[-1] for facets, positions in lists.items() if len(positions) == limits.get(facets, _LEAST)]
        positions = sorted(
            ((position, facets) for facets, positions in lists.items() for position in positions),
            reverse=self._order.descending,
        )
        if full:
            end = (max if self._order.descending else min)(full)
            positions = positions[: next(at for at, (position, _) in enumerate(positions) if position == end) + 1]
        found = positions[:most]
        self._expect(Counter(facets for _, facets in found), most / max(len(found), 1))
        has_more = bool(full) or len(positions) > most
        return ChunkOfIds([str(position[-1]) for position, _ in found], found[-1][0] if has_more else None)

    def _expect(self, given: Counter[int], times: float) -> None:
        self._expected = {facets: number * times for facets, number in given.items()}

    async def _limits(self, most: int) -> dict[int, int]:
        """How many rows to read of each list, where that is more than the least."""
        if self._expected is None:
            sizes: dict[int, int] = dict(await self._reads.fetch(_sizes, self._given, **self._values))
            self._expected = {facets: most * size / sum(sizes.values()) for facets, size in sizes.items() if size > 0}
        limits = {facets: _size_of(number) for facets, number in self._expected.items() if facets != _CHANGED}
        return {facets: size for facets, size in limits.items() if size > _LEAST} | {_CHANGED: most}

    async def _read_lists(self, limits: dict[int, int], after: Position | None, most: int) -> dict[int, list[Position]]:
        bound = {**self._values, "page_limit": most, "larger": [str(facets) for facets in limits]}
        for size in _LARGER:
            bound[f"of_{size}"] = [str(facets) for facets, limit in limits.items() if limit == size]
        bound |= {f"after_{at}": value for at, value in enumerate(after or ())}
        given, sides = drop_redundant_bounds(self._order, self._given, () if after is None else ("after",), bound)
        rows = await self._reads.fetch(_rows_of_lists, given, self._order, sides, **bound)
        lists: dict[int, list[Position]] = {}
        for facets, *position in sorted(rows, key=lambda row: row[1:], reverse=self._order.descending):
            lists.setdefault(facets, []).append(tuple(position))
        return lists


def _size_of(expected: float) -> int:
    """With something to spare: lists are seldom spread evenly."""
    return next((size for size in SIZES if size >= 1.5 * expected + 2), SIZES[-1])


def _sizes(scope: Scope, given: FilterParts) -> Select[Any]:
    """The facets that match, and about how many customers have them."""
    counted = scope.table(CustomerCount, "counted")
    is_meant = (counted.c.width.in_([literal(width) for width in (EVER, CHANGE)]), counted.c.facets > ANYBODY)
    number = cast(func.sum(counted.c.how_many), BigInteger)
    of_each = select(counted.c.facets, number).where(
        scope.bounds(counted), *is_meant, *facet_conditions(counted.c.facets, given)
    )
    return of_each.group_by(counted.c.facets)


def _rows_of_lists(scope: Scope, given: FilterParts, order: Order, sides: tuple[str, ...]) -> CompoundSelect[Any]:
    """The facets and the position of the first rows of each list, as many as are bound for it."""

    def of_size(size: int, lists: Any) -> Select[Any]:
        def page(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
            beyond = (order.beyond(table, side) for side in sides)
            current = are_current(scope, table, given, order)
            of_facets = rows.where(table.c.facets == facets, *current, *beyond)
            return of_facets.order_by(*order.by(table, False)).limit(size)

        pages = scope.dialect.pages_of_each(facets_table, page, lists)
        return pages.select(pages.parent.label("facets"), *(pages.rows.c[name] for name in order.columns))

    matching = matching_facets(scope, given)
    is_small = matching.c.value.not_in(select(_listed(scope, "larger").c.value))
    small = select(matching.c.value).where(is_small).subquery("small")
    now = changed_matching_customers(scope, given).subquery("now")
    positions = (now.c[name] for name in order.columns)
    changed = paged(select(literal(_CHANGED, BigInteger).label("facets"), *positions), now, order, False, sides)
    sized = [of_size(_LEAST, small), *(of_size(size, _listed(scope, f"of_{size}")) for size in _LARGER)]
    return union_ordered([*sized, changed])


def _listed(scope: Scope, name: str) -> Any:
    """The facets that are bound as a list of texts."""
    return select(cast(scope.dialect.elements_of(name).c.value, BigInteger).label("value")).subquery(f"facets_{name}")
