"""Combines a search with a filter by facets: starts from the search or the filter, whichever has fewer customers."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, func, literal_column, or_, select, union_all

from resolvers.customers.filter.customer_conditions import FoundCustomer, found_customer_conditions
from resolvers.customers.filter.facet_conditions import (
    CREATED_PARTS,
    FACET_PARTS,
    FilterParts,
    created_conditions,
    has_facet_parts,
)
from resolvers.customers.lists.facet_counts import count_by_facets
from resolvers.customers.lists.facet_pages import matching_customers
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.search.branch import Branch
from resolvers.search.branches import list_branches
from resolvers.search.lookups import is_there
from resolvers.search.search_shape import SearchShape, Stage

# So many postings of a list are counted; a longer list is taken to have everybody.
_MANY = 1_000
# A list with more is long: of a shorter one, reading all is cheaper than a bounded scan.
LONG = 200


class SearchSizes(NamedTuple):
    """How many customers match the filter's facets, how many there are, and how many postings the search reads.

    All are 0 without facets.
    """

    matching: int = 0
    customers: int = 0
    entries: int = 0

    def entries_read(self, wanted: int) -> float:
        """How many postings are read to find so many who match the filter, if those are spread evenly."""
        return min(self.entries, wanted * self.customers / max(self.matching, 1))

    def starts_from_filter(self, wanted: int) -> bool:
        """Whether those who match the filter are looked up in the search, since they are fewer."""
        return self.matching < min(self.entries, self.entries_read(wanted))


async def read_sizes(reads: Reads, stage: Stage, given: FilterParts, values: dict[str, Any]) -> SearchSizes:
    """The sizes that decide how they are read."""
    if not has_facet_parts(given):
        return SearchSizes()
    [[matching, customers, entries]] = await reads.fetch(
        _sizes, stage.shape, given, **values | stage.values, many=_MANY
    )
    return SearchSizes(matching, customers, entries if entries < _MANY else customers)


async def has_long_list(reads: Reads, stage: Stage, sizes: SearchSizes) -> bool:
    """Whether the search reads a long list: as known already, or else counted now."""
    if sizes.entries:
        return sizes.entries >= LONG
    if stage.is_long is not None:
        return stage.is_long
    [[entries]] = await reads.fetch(longest_list, stage.shape, **stage.values, many=LONG)
    return bool(entries >= LONG)


def filter_branch(scope: Scope, branch: Branch, given: FilterParts, from_filter: bool) -> Branch:
    """The branch narrowed to those who match the filter; `from_filter`, each of these is looked up in its postings."""
    if not from_filter or branch.source is not None:
        conditions = found_customer_conditions(scope, branch.created_at, branch.customer_id, given)
        return branch._replace(make_conditions=lambda: [*branch.conditions, *conditions])
    matching = matching_customers(scope, given).subquery("matching")
    others = found_customer_conditions(scope, matching.c.created_at, matching.c.id, _others(given))
    return Branch(branch.weight, matching.c.created_at, matching.c.id, is_in(branch, matching), lambda: others)


def count_from_filter(scope: Scope, shape: SearchShape, given: FilterParts) -> Select[Any]:
    """How many of those who match the filter are found."""
    matching = matching_customers(scope, given).subquery("matching")
    is_found = or_(*(is_in(branch, matching) for branch in list_branches(scope, shape)))
    others = found_customer_conditions(scope, matching.c.created_at, matching.c.id, _others(given))
    return select(func.count()).select_from(matching).where(is_found, *others)


def is_in(branch: Branch, matching: Any) -> ColumnElement[bool]:
    """Whether the branch finds the customer with this `created_at` and `id`."""
    if branch.source is not None:
        is_found: ColumnElement[bool] = matching.c.id.in_(branch.select(branch.customer_id))
        return is_found
    of_customer = (branch.created_at == matching.c.created_at, branch.customer_id == matching.c.id)
    return is_there((branch.entries, *branch.conditions, *of_customer))


def _others(given: FilterParts) -> FilterParts:
    return tuple(name for name in given if name not in FACET_PARTS and name not in CREATED_PARTS)


def _sizes(scope: Scope, shape: SearchShape, given: FilterParts) -> Select[Any]:
    facets = tuple(name for name in given if name in FACET_PARTS)
    matching, customers = (count_by_facets(scope, parts).scalar_subquery() for parts in (facets, ()))
    return select(matching, customers, longest_list(scope, shape).scalar_subquery())


def longest_list(scope: Scope, shape: SearchShape, given: FilterParts = ()) -> Select[Any]:
    """How many postings the longest list has in the filter's time range, as far as they are counted."""
    one = literal_column("1", Integer).label("one")
    lists = [
        each.without_conditions()
        .select(one)
        .where(*created_conditions(FoundCustomer.at(each.created_at, each.customer_id), given))
        .order_by(each.created_at.desc(), each.customer_id.desc())
        .limit(number_parameter("many"))
        for each in _with_different_lists(list_branches(scope, shape))
    ]
    # A list that is read in its order is read no further than that.
    counted = [
        select(func.count().label("entries")).select_from(each.subquery(f"list_{at}")) for at, each in enumerate(lists)
    ]
    return select(func.max(union_all(*counted).subquery("counted").c.entries))


def _with_different_lists(branches: Iterable[Branch]) -> Iterable[Branch]:
    """Those with postings of their own: words are read by their pair in all branches."""
    return {each.lists[:1] or each.weight: each for each in branches}.values()
