"""A page of the results of a search, or of metadata, in the order of names.

No index has both. Few results are read and sorted. Else the index by name is scanned and other customers are skipped:
no more than would have been sorted. Where the results come late in that order, all of them are sorted after all.
"""

from typing import Any

from sqlalchemy import Select, literal_column, or_, select, union_all

from models.billing.customer import Customer
from resolvers.batches import Columns
from resolvers.customers.customers_by_id import read_customers_by_id
from resolvers.customers.filter.customer_conditions import found_customer_conditions
from resolvers.customers.filter.facet_conditions import CREATED_PARTS, FACET_PARTS, FilterParts, has_facet_parts
from resolvers.customers.lists.facet_counts import count_by_facets
from resolvers.customers.lists.facet_pages import look_up_customers
from resolvers.customers.lists.sort_or_scan import most_sorted
from resolvers.customers.search_results.filtered_branches import filter_branch, is_in, longest_list
from resolvers.customers.search_results.page_query import PageQuery
from resolvers.paging.orders import BY_NAME
from resolvers.paging.pages import paged
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from resolvers.search.branches import list_branches
from resolvers.search.search_shape import SearchShape, Stage
from storage.statement import Row


async def read_page_by_name(query: PageQuery, stage: Stage) -> list[Row]:
    """A page of the results of a stage."""
    reads, given, request = query.reads, query.given, query.request
    bound = query.values | stage.values
    [[matching, customers]] = await reads.fetch(_matching_of_all, _counted_parts(given), **bound)
    most = most_sorted(query.size, lists=1, of_any_age=customers)
    is_small_filter = has_facet_parts(given) and matching <= most
    is_longer = await _is_longer(reads, stage, given, bound, matching if is_small_filter else most)
    if is_longer and not is_small_filter:
        ids = await _scan_by_name(query, stage, bound | {"most_scanned": most})
        if ids is not None:
            return await read_customers_by_id(query.fetch, query.columns, ids)
    shape = (query.columns, stage.shape, given, is_longer and is_small_filter, request.backward, request.sides)
    return await query.fetch(_sorted_page, *shape, **bound)


async def _is_longer(reads: Reads, stage: Stage, given: FilterParts, bound: dict[str, Any], most: int) -> bool:
    """Whether more postings than that would be read."""
    [[entries]] = await reads.fetch(longest_list, stage.shape, _counted_parts(given), **bound, many=most + 1)
    return bool(entries > most)


async def _scan_by_name(query: PageQuery, stage: Stage, bound: dict[str, Any]) -> list[str] | None:
    """The ids of a page; None where the scan was given up."""
    shape = (query.request.backward, query.request.sides)
    found = await query.reads.fetch(_results_by_name, stage.shape, query.given, *shape, **bound)
    if len(found) < query.size and await query.reads.fetch(_customer_beyond, *shape, **bound):
        return None
    return [row[0] for row in found]


def _counted_parts(given: FilterParts) -> FilterParts:
    """The parts for which counts are stored."""
    return tuple(name for name in given if name in FACET_PARTS or name in CREATED_PARTS)


def _matching_of_all(scope: Scope, given: FilterParts) -> Select[Any]:
    return select(*(count_by_facets(scope, parts).scalar_subquery() for parts in (given, ())))


def _sorted_page(
    scope: Scope,
    columns: Columns,
    shape: SearchShape,
    given: FilterParts,
    from_filter: bool,
    backward: bool,
    sides: FilterParts,
) -> Select[Any]:
    """A page made by sorting all results; `from_filter`, those who match the filter are looked up in the search."""
    branches = [
        filter_branch(scope, branch, given, from_filter) for branch in list_branches(scope, shape, ranked=False)
    ]
    found = union_all(*(branch.select(branch.customer_id.label("id")) for branch in branches)).subquery("found")
    customer = scope.table(Customer, "named")
    # Looked up for each: for a join or a list of ids, SQLite may read all customers.
    name = select(customer.c.sort_name).where(scope.bounds(customer), customer.c.id == found.c.id).scalar_subquery()
    names = select(name.label("sort_name"), found.c.id).offset(literal_column("0")).subquery("names")
    first = paged(select(*names.c), names, BY_NAME, backward, sides).subquery("first")
    return look_up_customers(scope, columns, first, BY_NAME, backward)


def _results_by_name(
    scope: Scope, shape: SearchShape, given: FilterParts, backward: bool, sides: FilterParts
) -> Select[Any]:
    """The ids of the results among the next customers by name, in their order."""
    customer = scope.table(Customer, "customer")
    beyond = (BY_NAME.beyond(customer, side) for side in sides)
    ordered = select(customer.c.id, customer.c.created_at).where(scope.bounds(customer), *beyond)
    scanned = (
        ordered.order_by(*BY_NAME.by(customer, backward)).limit(number_parameter("most_scanned")).subquery("scanned")
    )
    is_found = or_(*(is_in(branch, scanned) for branch in list_branches(scope, shape, ranked=False)))
    conditions = found_customer_conditions(scope, scanned.c.created_at, scanned.c.id, given)
    # They come as they are scanned, which ends with the limit.
    return select(scanned.c.id).where(is_found, *conditions).limit(number_parameter("page_limit"))


def _customer_beyond(scope: Scope, backward: bool, sides: FilterParts) -> Select[Any]:
    """A row if there are customers beyond those who were scanned."""
    customer = scope.table(Customer, "customer")
    beyond = (BY_NAME.beyond(customer, side) for side in sides)
    found: Select[Any] = select(literal_column("1")).select_from(customer).where(scope.bounds(customer), *beyond)
    return found.order_by(*BY_NAME.by(customer, backward)).limit(1).offset(number_parameter("most_scanned"))
