"""Whom a search or metadata find, in the order of names.

No index has both. So few are read and sorted. Otherwise customers are looked at in the order of names, and others are
passed over: no more than would have been sorted. Where those who are found come late in that order, all of them are
read after all, and sorted.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, literal_column, or_, select, union_all

from models.billing.customer import Customer
from resolvers.batches import Columns
from resolvers.customers.clauses import clauses_of_found
from resolvers.customers.conditions import CREATED_PARTS, FACET_PARTS, asks_for_facets
from resolvers.customers.faceted_counts import count_by_facets
from resolvers.customers.faceted_lists import look_up
from resolvers.customers.few import most_few
from resolvers.customers.listed_customers import read_listed
from resolvers.customers.narrowed_searches import is_in, longest_list, narrow
from resolvers.paging.orders import BY_NAME
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import paged
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.search.branches import list_branches
from resolvers.search.search_shape import SearchShape, Staged
from storage.statement import Row

Parts = tuple[str, ...]


async def read_found_by_name(
    reads: Reads,
    fetch: Callable[..., Any],
    stage: Staged,
    columns: Columns,
    given: Parts,
    request: PageRequest,
    values: dict[str, Any],
) -> list[Row]:
    """One page of those whom a stage finds."""
    bound = values | stage.values
    [[fit, customers]] = await reads.fetch(_fit_of_all, _kept(given), **bound)
    most = most_few(values["page_limit"], lists=1, of_any_age=customers)
    are_few_fit = asks_for_facets(given) and fit <= most
    is_longer = await _is_longer(reads, stage, given, bound, fit if are_few_fit else most)
    if is_longer and not are_few_fit:
        ids = await _pass_by_name(reads, stage, given, request, bound | {"most_passed": most})
        if ids is not None:
            return await read_listed(fetch, columns, ids)
    shape = (columns, stage.shape, given, is_longer and are_few_fit, request.backward, request.sides)
    rows: list[Row] = await fetch(_page_of_all, *shape, **bound)
    return rows


async def _is_longer(reads: Reads, stage: Staged, given: Parts, bound: dict[str, Any], most: int) -> bool:
    """Whether more entries than that would be gone through."""
    [[entries]] = await reads.fetch(longest_list, stage.shape, _kept(given), **bound, many=most + 1)
    return bool(entries > most)


async def _pass_by_name(
    reads: Reads, stage: Staged, given: Parts, request: PageRequest, bound: dict[str, Any]
) -> list[str] | None:
    """The ids of a page; None where looking for them was given up."""
    shape = (request.backward, request.sides)
    found = await reads.fetch(_found_by_name, stage.shape, given, *shape, **bound)
    if len(found) < bound["page_limit"] and await reads.fetch(_customer_beyond, *shape, **bound):
        return None
    return [row[0] for row in found]


def _kept(given: Parts) -> Parts:
    """The parts by which it is kept how many there are."""
    return tuple(name for name in given if name in FACET_PARTS or name in CREATED_PARTS)


def _fit_of_all(scope: Scope, given: Parts) -> Select[Any]:
    return select(*(count_by_facets(scope, parts).scalar_subquery() for parts in (given, ())))


def _page_of_all(
    scope: Scope, columns: Columns, shape: SearchShape, given: Parts, by_fit: bool, backward: bool, sides: Parts
) -> Select[Any]:
    """A page of all, sorted; `by_fit`, of those who fit the filter the ones that are found."""
    branches = [narrow(scope, branch, given, by_fit) for branch in list_branches(scope, shape, ranked=False)]
    found = union_all(*(branch.select(branch.customer_id.label("id")) for branch in branches)).subquery("found")
    customer = scope.table(Customer, "named")
    # Looked up for each: of a join or a list of ids, SQLite may read everybody, in the order of names or to know whom
    # not to look up.
    name = select(customer.c.sort_name).where(scope.bounds(customer), customer.c.id == found.c.id).scalar_subquery()
    names = select(name.label("sort_name"), found.c.id).offset(literal_column("0")).subquery("names")
    first = paged(select(*names.c), names, BY_NAME, backward, sides).subquery("first")
    return look_up(scope, columns, first, BY_NAME, backward)


def _found_by_name(scope: Scope, shape: SearchShape, given: Parts, backward: bool, sides: Parts) -> Select[Any]:
    """The ids of those who are found among the next customers, in their order."""
    customer = scope.table(Customer, "customer")
    beyond = (BY_NAME.beyond(customer, side) for side in sides)
    ordered = select(customer.c.id, customer.c.created_at).where(scope.bounds(customer), *beyond)
    passed = ordered.order_by(*BY_NAME.by(customer, backward)).limit(number_parameter("most_passed")).subquery("passed")
    is_found = or_(*(is_in(branch, passed) for branch in list_branches(scope, shape, ranked=False)))
    fits = clauses_of_found(scope, passed.c.created_at, passed.c.id, given)
    # They come as they are passed, which ends with the limit.
    return select(passed.c.id).where(is_found, *fits).limit(number_parameter("page_limit"))


def _customer_beyond(scope: Scope, backward: bool, sides: Parts) -> Select[Any]:
    """A row if there are customers beyond those who are passed."""
    customer = scope.table(Customer, "customer")
    beyond = (BY_NAME.beyond(customer, side) for side in sides)
    found: Select[Any] = select(literal_column("1")).select_from(customer).where(scope.bounds(customer), *beyond)
    return found.order_by(*BY_NAME.by(customer, backward)).limit(1).offset(number_parameter("most_passed"))
