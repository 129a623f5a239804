"""Pages of customers filtered by facets.

An index has the customers of each facets value in order: a page merges those lists. Few customers are sorted instead.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, literal_column, select, union_all

from models.billing.customer import Customer
from resolvers.batches import Columns
from resolvers.customers.filter.facet_conditions import FilterParts, created_conditions, has_facet_parts
from resolvers.customers.filter.matching_facets import (
    are_current,
    changed_matching_customers,
    facets_table,
    matching_facets,
)
from resolvers.paging.chunks import CHUNK
from resolvers.paging.orders import NEWEST, Order
from resolvers.paging.pages import paged
from resolvers.read_columns import columns_to_read
from resolvers.scopes import Scope, number_parameter
from storage.unions import union_ordered


def page_by_facets(
    scope: Scope, columns: Columns, given: FilterParts, order: Order, backward: bool, sides: tuple[str, ...]
) -> Select[Any]:
    """A page of the customers who match the given parts of a filter."""
    current = _current_pages(scope, given, order, backward, sides)
    now = changed_matching_customers(scope, given).subquery("now")
    changed = paged(select(*(now.c[name] for name in order.columns)), now, order, backward, sides)
    found = union_ordered([current, changed]).subquery("found")
    return look_up_customers(scope, columns, found, order, backward)


def sorted_page(
    scope: Scope, columns: Columns, given: FilterParts, order: Order, backward: bool, sides: tuple[str, ...]
) -> Select[Any]:
    """The same page, made by sorting all customers who match."""
    select_matching = matching_customers if has_facet_parts(given) else _created_customers
    matching = select_matching(scope, given, order.columns).subquery("matching")
    page = paged(select(*matching.c), matching, order, backward, sides).subquery("first")
    return look_up_customers(scope, columns, page, order, backward)


def matching_customers(scope: Scope, given: FilterParts, names: Sequence[str] = NEWEST.columns) -> CompoundSelect[Any]:
    """These columns of all customers who match the given parts of a filter."""

    def of_facets(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        # Else PostgreSQL would join the lists, and read all customers to find those of a short one.
        return rows.where(table.c.facets == facets, *are_current(scope, table, given)).offset(literal_column("0"))

    lists = scope.dialect.pages_of_each(facets_table, of_facets, matching_facets(scope, given))
    changed = changed_matching_customers(scope, given).subquery("changed")
    current = lists.select(*(lists.rows.c[name] for name in names))
    return union_all(current, select(*(changed.c[name] for name in names)))


def _created_customers(scope: Scope, given: FilterParts, names: Sequence[str]) -> Select[Any]:
    customer = scope.table(Customer, "created")
    rows = select(*(customer.c[name] for name in names)).where(
        scope.bounds(customer), *created_conditions(customer, given)
    )
    # Else SQLite would read everybody in the order of the page.
    return rows.offset(literal_column("0"))


def look_up_customers(scope: Scope, columns: Columns, found: Any, order: Order, backward: bool) -> Select[Any]:
    """The rows of the first customers of those found."""
    page = select(*found.c).order_by(*order.by(found, backward)).limit(number_parameter("page_limit")).subquery("page")
    # A number in the statement tells SQLite that it is one page: it would go through all customers first, to know whom
    # it need not look up.
    page = select(*page.c).limit(literal_column(str(2 * CHUNK))).subquery("one_page")
    customer = scope.table(Customer, "customer")
    # The customers are looked up for the page: never the page for each customer.
    source = scope.dialect.join_in_order(page, customer, and_(scope.bounds(customer), customer.c.id == page.c.id))
    rows = select(*columns_to_read(Customer, customer, columns)).select_from(source)
    return rows.order_by(*order.by(page, backward))


def _current_pages(scope: Scope, given: FilterParts, order: Order, backward: bool, sides: Sequence[str]) -> Select[Any]:
    """The first customers of each facets value that matches: the first of all are among these."""

    def conditions(table: Any, facets: Any) -> list[ColumnElement[bool]]:
        return [
            table.c.facets == facets,
            *are_current(scope, table, given, order),
            *(order.beyond(table, side) for side in sides),
        ]

    def first(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        return rows.where(*conditions(table, facets)).order_by(*order.by(table, backward)).limit(1)

    def page(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        return paged(rows.where(*conditions(table, facets)), table, order, backward, ())

    # A page comes from no more lists than it has rows: those whose first rows are the first ones.
    heads = scope.dialect.pages_of_each(facets_table, first, matching_facets(scope, given))
    best = heads.select(heads.parent.label("value")).order_by(*order.by(heads.rows, backward))
    pages = scope.dialect.pages_of_each(facets_table, page, best.limit(number_parameter("page_limit")).subquery("best"))
    return pages.select(*(pages.rows.c[name] for name in order.columns))
