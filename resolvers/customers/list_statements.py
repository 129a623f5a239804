"""The statements of a list of customers, and of its count, but for those of a search in its own order or by time."""

from typing import Any

from sqlalchemy import Select, func, select

from models.billing.customer import Customer
from resolvers.batches import Columns
from resolvers.customers.clauses import filter_clauses
from resolvers.customers.conditions import CREATED_PARTS, asks_for_facets, created_in_order, is_of_all
from resolvers.customers.faceted_counts import count_by_facets
from resolvers.customers.faceted_lists import page_by_facets
from resolvers.paging.orders import Order
from resolvers.paging.pages import paged
from resolvers.read_columns import columns_to_read
from resolvers.scopes import Scope


def customer_page(
    scope: Scope,
    columns: Columns,
    given: tuple[str, ...],
    order: Order,
    backward: bool,
    sides: tuple[str, ...],
) -> Select[Any]:
    """A page of the customers who fit the given parts of a filter."""
    if asks_for_facets(given) and _is_kept(scope, given):
        return page_by_facets(scope, columns, given, order, backward, sides)
    customer = scope.table(Customer, "customer")
    others = tuple(name for name in given if name not in CREATED_PARTS)
    clauses = (
        *filter_clauses(scope, customer, others),
        *created_in_order(scope, customer, given, order),
    )
    found = select(*columns_to_read(Customer, customer, columns)).where(*clauses)
    return paged(found, customer, order, backward, sides)


def customer_count(scope: Scope, given: tuple[str, ...]) -> Select[Any]:
    """How many customers fit the given parts of a filter."""
    if _is_kept(scope, given):
        return count_by_facets(scope, given)
    customer = scope.table(Customer, "customer")
    return select(func.count()).select_from(customer).where(*filter_clauses(scope, customer, given))


def _is_kept(scope: Scope, given: tuple[str, ...]) -> bool:
    """Whether it is kept whom the list has, and how many: not of a viewer's one customer."""
    return is_of_all(given) and not scope.one_customer
