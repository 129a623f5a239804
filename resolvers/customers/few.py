"""Whether those who were created in a range of time are few enough to be sorted for a list by name.

Otherwise the list is read in its order, and others are passed over in its index until the page is full. No index has
those of a range in the order of names, so that a range between many and few costs more than a page: beside a million
customers, a page of twenty passes over some 28,000 at most, and with filters 130,000. Where names follow dates, as
numbered ones do, it may pass over nearly all: then the time limit of an operation ends it.
"""

from math import isqrt
from typing import Any, NamedTuple

from sqlalchemy import Select, func, literal, select

from resolvers.customers.conditions import CREATED_PARTS, asks_for_age, asks_for_facets, is_of_all
from resolvers.customers.faceted_counts import count_by_facets
from resolvers.customers.fitting import Parts, fitting_facets
from resolvers.reads import Reads
from resolvers.scopes import Scope

# Names are seldom spread evenly over a range: so many times as many as expected may be passed over.
UNEVEN = 4
# In the time in which one is read and sorted so many are passed over in an index.
PASSED_FOR_SORTED = 10


class Sizes(NamedTuple):
    """How many customers are listed, how many whatever their age, and how many lists in order these are read from."""

    listed: int
    of_any_age: int
    lists: int

    def are_few(self, page: int) -> bool:
        """Whether to sort all takes less than to pass over others."""
        return self.listed <= most_few(page, self.lists, self.of_any_age // PASSED_FOR_SORTED)


def most_few(page: int, lists: int, of_any_age: int) -> int:
    """How many are sorted at most: some of the others are passed over for each list, and for each row of a page."""
    return isqrt(UNEVEN * (page + lists) * of_any_age)


async def are_few(reads: Reads, given: Parts, values: dict[str, Any]) -> bool:
    """Of the customers whom the given parts of a filter ask for; not of those of a search, or of any age."""
    if not asks_for_age(given) or not is_of_all(given):
        return False
    [sizes] = await reads.fetch(_sizes, given, **values)
    return Sizes(*sizes).are_few(values["page_limit"])


def _sizes(scope: Scope, given: Parts) -> Select[Any]:
    of_any_age = tuple(name for name in given if name not in CREATED_PARTS)
    figures: list[Any] = [count_by_facets(scope, parts).scalar_subquery() for parts in (given, of_any_age)]
    if not asks_for_facets(given):
        return select(*figures, literal(1))
    lists = select(func.count()).select_from(fitting_facets(scope, given))
    return select(*figures, lists.scalar_subquery())
