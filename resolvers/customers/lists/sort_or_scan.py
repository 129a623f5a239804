"""Whether a list by name of customers created in a time range is sorted, or read by scanning the index by name.

No index has the customers of a time range in the order of names. Few are sorted. Else the index by name is scanned,
and customers outside the range are skipped, until the page is full: beside a million customers, a page of twenty skips
some 28,000 at most, and with filters 130,000. Where names follow dates, as numbered ones do, it may skip nearly all:
540,000 took 50 ms of SQLite. What exceeds the time limit of an operation is stopped, and the answer says what to do.
"""

from math import isqrt
from typing import Any, NamedTuple

from sqlalchemy import Select, func, literal, select

from resolvers.customers.filter.facet_conditions import (
    CREATED_PARTS,
    FilterParts,
    has_created_parts,
    has_facet_parts,
    is_of_all_customers,
)
from resolvers.customers.filter.matching_facets import matching_facets
from resolvers.customers.lists.facet_counts import count_by_facets
from resolvers.reads import Reads
from resolvers.scopes import Scope

# Names are seldom spread evenly over a range: so many times as many as expected may be skipped.
UNEVEN = 4
# So many are skipped in an index in the time in which one is read and sorted.
SKIPPED_PER_SORTED = 10


class ListSizes(NamedTuple):
    """How many customers match, how many whenever they were created, and how many ordered lists a scan merges."""

    listed: int
    of_any_age: int
    lists: int

    def should_sort(self, page: int) -> bool:
        """Whether to sort all costs less than to skip others."""
        return self.listed <= most_sorted(page, self.lists, self.of_any_age // SKIPPED_PER_SORTED)


def most_sorted(page: int, lists: int, of_any_age: int) -> int:
    """How many are sorted at most: a scan skips some for each list, and for each row of a page."""
    return isqrt(UNEVEN * (page + lists) * of_any_age)


async def should_sort(reads: Reads, given: FilterParts, values: dict[str, Any]) -> bool:
    """Whether to sort the customers who match; never for a search, or without a time range."""
    if not has_created_parts(given) or not is_of_all_customers(given):
        return False
    [sizes] = await reads.fetch(_sizes, given, **values)
    return ListSizes(*sizes).should_sort(values["page_limit"])


def _sizes(scope: Scope, given: FilterParts) -> Select[Any]:
    of_any_age = tuple(name for name in given if name not in CREATED_PARTS)
    figures: list[Any] = [count_by_facets(scope, parts).scalar_subquery() for parts in (given, of_any_age)]
    if not has_facet_parts(given):
        return select(*figures, literal(1))
    lists = select(func.count()).select_from(matching_facets(scope, given))
    return select(*figures, lists.scalar_subquery())
