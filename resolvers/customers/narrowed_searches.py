"""How a search and a filter by facets are read together: by who is found or by who fits, whichever are fewer."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, func, literal_column, or_, select, union_all

from resolvers.customers.clauses import FoundCustomer, clauses_of_found
from resolvers.customers.conditions import CREATED_PARTS, FACET_PARTS, asks_for_facets, created
from resolvers.customers.faceted_counts import count_by_facets
from resolvers.customers.faceted_lists import list_who_fit
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.search.branches import Branch, list_branches
from resolvers.search.lookups import is_there
from resolvers.search.search_shape import SearchShape, Staged

# So many entries of a list are counted; a longer one is taken to have everybody.
_MANY = 1_000
# A list of more is long: to go through one of fewer is cheaper than to walk.
LONG = 200
Parts = tuple[str, ...]


class Sizes(NamedTuple):
    """How many customers fit the facets asked for, how many there are, and how many entries the search goes through.

    Without facets everybody fits.
    """

    fit: int = 0
    customers: int = 0
    entries: int = 0

    def entries_read(self, wanted: int) -> float:
        """How many entries are gone through to find so many who fit, if those are spread evenly."""
        return min(self.entries, wanted * self.customers / max(self.fit, 1))

    def is_by_fit(self, wanted: int) -> bool:
        """Whether everybody who fits is looked up in the search, since they are fewer."""
        return self.fit < min(self.entries, self.entries_read(wanted))


async def read_sizes(reads: Reads, stage: Staged, given: Parts, values: dict[str, Any]) -> Sizes:
    """What decides how they are read."""
    if not asks_for_facets(given):
        return Sizes()
    [[fit, customers, entries]] = await reads.fetch(_sizes, stage.shape, given, **values | stage.values, many=_MANY)
    return Sizes(fit, customers, entries if entries < _MANY else customers)


async def is_long(reads: Reads, stage: Staged, sizes: Sizes) -> bool:
    """Whether a list that the search goes through is long: as is known of it, or else as it is counted now."""
    if sizes.entries:
        return sizes.entries >= LONG
    if stage.is_long is not None:
        return stage.is_long
    [[entries]] = await reads.fetch(longest_list, stage.shape, **stage.values, many=LONG)
    return bool(entries >= LONG)


def narrow(scope: Scope, branch: Branch, given: Parts, by_fit: bool) -> Branch:
    """The branch that has only those who fit; `by_fit`, each of them is looked up in its entries."""
    if not by_fit or branch.source is not None:
        fits = clauses_of_found(scope, branch.created_at, branch.customer_id, given)
        return branch._replace(conditions=(*branch.conditions, *fits))
    fit = list_who_fit(scope, given).subquery("fit")
    others = clauses_of_found(scope, fit.c.created_at, fit.c.id, _others(given))
    return Branch(branch.weight, fit.c.created_at, fit.c.id, is_in(branch, fit), tuple(others))


def count_by_fit(scope: Scope, shape: SearchShape, given: Parts) -> Select[Any]:
    """How many of those who fit are found."""
    fit = list_who_fit(scope, given).subquery("fit")
    is_found = or_(*(is_in(branch, fit) for branch in list_branches(scope, shape)))
    others = clauses_of_found(scope, fit.c.created_at, fit.c.id, _others(given))
    return select(func.count()).select_from(fit).where(is_found, *others)


def is_in(branch: Branch, fit: Any) -> ColumnElement[bool]:
    """Whether somebody of whom `created_at` and `id` are known is among those whom the branch finds."""
    if branch.source is not None:
        is_found: ColumnElement[bool] = fit.c.id.in_(branch.select(branch.customer_id))
        return is_found
    its_own = (branch.created_at == fit.c.created_at, branch.customer_id == fit.c.id)
    return is_there((branch.entries, *branch.conditions, *its_own))


def _others(given: Parts) -> Parts:
    return tuple(name for name in given if name not in FACET_PARTS and name not in CREATED_PARTS)


def _sizes(scope: Scope, shape: SearchShape, given: Parts) -> Select[Any]:
    facets = tuple(name for name in given if name in FACET_PARTS)
    fit, customers = (count_by_facets(scope, parts).scalar_subquery() for parts in (facets, ()))
    return select(fit, customers, longest_list(scope, shape).scalar_subquery())


def longest_list(scope: Scope, shape: SearchShape, given: Parts = ()) -> Select[Any]:
    """How many entries the longest list has of the time that these parts ask for, as far as they are counted."""
    one = literal_column("1", Integer).label("one")
    lists = [
        each._replace(conditions=())
        .select(one)
        .where(*created(FoundCustomer.at(each.created_at, each.customer_id), given))
        .order_by(each.created_at.desc(), each.customer_id.desc())
        .limit(number_parameter("many"))
        for each in list_branches(scope, shape)
    ]
    # As a list in its order it is read only so far.
    counted = [
        select(func.count().label("entries")).select_from(each.subquery(f"list_{at}")) for at, each in enumerate(lists)
    ]
    return select(func.max(union_all(*counted).subquery("counted").c.entries))
