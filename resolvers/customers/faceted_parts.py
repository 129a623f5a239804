"""A whole list of customers by facets, part by part: of each of its lists about as many are read as it will give.

A page reads as many of each list as it has rows. Of a hundred lists that would be a hundred times what is sent.
"""

from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, CompoundSelect, Select, cast, func, literal, select

from models.summaries.customer_count import ANYBODY, CHANGE, EVER, CustomerCount
from resolvers.customers.conditions import fits
from resolvers.customers.fitting import Parts, changed_who_fit, facets_as, fitting_facets, is_kept
from resolvers.customers.nearest_bounds import nearest_bounds
from resolvers.paging.orders import Order, Position
from resolvers.paging.pages import paged
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.unions import union_ordered

# How many are read of a list. The least is of those that are hardly expected to have any.
SIZES = (4, 8, 16, 32, 64, 128, 256, 512)
_LEAST, *_LARGER = SIZES
# Stands for the customers whose kept facets are of another time: a list of their own.
_CHANGED = ANYBODY


class Part(NamedTuple):
    """Ids in the order of the list, and the place after which it goes on; None at its end."""

    ids: list[str]
    next_after: Position | None


class FacetedParts:
    """Reads one list of customers from its beginning to its end. It keeps how many each list gave, but none of them.

    So each part is of its moment, and whoever has other facets by then is in the list where they belong.
    """

    def __init__(self, reads: Reads, given: Parts, values: dict[str, Any], order: Order) -> None:
        self._reads = reads
        self._given = given
        self._values = values
        self._order = order
        self._expected: dict[int, float] | None = None

    async def read(self, after: Position | None, most: int) -> Part:
        """The next ones, up to `most`: fewer where lists give more than is expected."""
        limits = await self._limits(most)
        lists = await self._read_lists(limits, after, most)
        # What a list was read of in full may go on before others do.
        full = [places[-1] for facets, places in lists.items() if len(places) == limits.get(facets, _LEAST)]
        places = sorted(
            ((place, facets) for facets, places in lists.items() for place in places), reverse=self._order.descending
        )
        if full:
            end = (max if self._order.descending else min)(full)
            places = places[: next(at for at, (place, _) in enumerate(places) if place == end) + 1]
        found = places[:most]
        self._expect(Counter(facets for _, facets in found), most / max(len(found), 1))
        has_more = bool(full) or len(places) > most
        return Part([str(place[-1]) for place, _ in found], found[-1][0] if has_more else None)

    def _expect(self, given: Counter[int], times: float) -> None:
        self._expected = {facets: number * times for facets, number in given.items()}

    async def _limits(self, most: int) -> dict[int, int]:
        """How many to read of each list, where that is more than the least."""
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
        given, sides = nearest_bounds(self._order, self._given, () if after is None else ("after",), bound)
        rows = await self._reads.fetch(_parts, given, self._order, sides, **bound)
        lists: dict[int, list[Position]] = {}
        for facets, *place in sorted(rows, key=lambda row: row[1:], reverse=self._order.descending):
            lists.setdefault(facets, []).append(tuple(place))
        return lists


def _size_of(expected: float) -> int:
    """With something to spare: lists are seldom spread evenly."""
    return next((size for size in SIZES if size >= 1.5 * expected + 2), SIZES[-1])


def _sizes(scope: Scope, given: Parts) -> Select[Any]:
    """The facets that fit, and about how many customers have them."""
    counted = scope.table(CustomerCount, "counted")
    is_meant = (counted.c.width.in_([literal(width) for width in (EVER, CHANGE)]), counted.c.facets > ANYBODY)
    number = cast(func.sum(counted.c.how_many), BigInteger)
    of_each = select(counted.c.facets, number).where(scope.bounds(counted), *is_meant, *fits(counted.c.facets, given))
    return of_each.group_by(counted.c.facets)


def _parts(scope: Scope, given: Parts, order: Order, sides: tuple[str, ...]) -> CompoundSelect[Any]:
    """Of each list so many as are bound for it: its facets, and the place in the order."""

    def of_size(size: int, lists: Any) -> Select[Any]:
        def page(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
            beyond = (order.beyond(table, side) for side in sides)
            kept = is_kept(scope, table, given, order)
            its_own = rows.where(table.c.facets == facets, *kept, *beyond)
            return its_own.order_by(*order.by(table, False)).limit(size)

        pages = scope.dialect.pages_of_each(facets_as, page, lists)
        return pages.select(pages.parent.label("facets"), *(pages.rows.c[name] for name in order.columns))

    fitting = fitting_facets(scope, given)
    is_small = fitting.c.value.not_in(select(_listed(scope, "larger").c.value))
    small = select(fitting.c.value).where(is_small).subquery("small")
    now = changed_who_fit(scope, given).subquery("now")
    places = (now.c[name] for name in order.columns)
    changed = paged(select(literal(_CHANGED, BigInteger).label("facets"), *places), now, order, False, sides)
    sized = [of_size(_LEAST, small), *(of_size(size, _listed(scope, f"of_{size}")) for size in _LARGER)]
    return union_ordered([*sized, changed])


def _listed(scope: Scope, name: str) -> Any:
    """The facets that are bound as a list of texts."""
    return select(cast(scope.dialect.elements_of(name).c.value, BigInteger).label("value")).subquery(f"facets_{name}")
