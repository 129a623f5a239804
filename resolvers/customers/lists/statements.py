"""The statements of a list of customers without a search, and of its count."""

from typing import Any

from sqlalchemy import Select, func, select

from models.billing.customer import Customer
from resolvers.batches import Columns
from resolvers.customers.filter.customer_conditions import customer_conditions
from resolvers.customers.filter.facet_conditions import (
    CREATED_PARTS,
    FilterParts,
    created_in_order,
    has_facet_parts,
    is_of_all_customers,
)
from resolvers.customers.lists.facet_counts import count_by_facets
from resolvers.customers.lists.facet_pages import page_by_facets
from resolvers.paging.orders import Order
from resolvers.paging.pages import paged
from resolvers.read_columns import columns_to_read
from resolvers.scopes import Scope


def customer_page(
    scope: Scope,
    columns: Columns,
    given: FilterParts,
    order: Order,
    backward: bool,
    sides: tuple[str, ...],
) -> Select[Any]:
    """A page of the customers who match the given parts of a filter."""
    if has_facet_parts(given) and _has_stored_counts(scope, given):
        return page_by_facets(scope, columns, given, order, backward, sides)
    customer = scope.table(Customer, "customer")
    others = tuple(name for name in given if name not in CREATED_PARTS)
    clauses = (
        *customer_conditions(scope, customer, others),
        *created_in_order(scope, customer, given, order),
    )
    found = select(*columns_to_read(Customer, customer, columns)).where(*clauses)
    return paged(found, customer, order, backward, sides)


def customer_count(scope: Scope, given: FilterParts) -> Select[Any]:
    """How many customers match the given parts of a filter."""
    if _has_stored_counts(scope, given):
        return count_by_facets(scope, given)
    customer = scope.table(Customer, "customer")
    return select(func.count()).select_from(customer).where(*customer_conditions(scope, customer, given))


def _has_stored_counts(scope: Scope, given: FilterParts) -> bool:
    """Whether facets and counts are stored for the list: not for a viewer of one customer."""
    return is_of_all_customers(given) and not scope.one_customer
