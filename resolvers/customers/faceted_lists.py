"""Lists of customers by facets: each list of facets that fit is in order, and a page merges those."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, literal_column, select, union_all

from models.billing.customer import Customer
from resolvers.batches import Columns
from resolvers.customers.fitting import Parts, changed_who_fit, facets_as, fitting_facets, is_kept
from resolvers.kept_beside import columns_to_read
from resolvers.paging.orders import Order
from resolvers.paging.pages import paged
from resolvers.scopes import Scope, number_parameter


def page_by_facets(
    scope: Scope, columns: Columns, given: Parts, order: Order, backward: bool, sides: tuple[str, ...]
) -> Select[Any]:
    """A page of the customers who fit the given parts of a filter."""
    kept = _kept_pages(scope, given, order, backward, sides)
    now = changed_who_fit(scope, given).subquery("now")
    changed = paged(select(*(now.c[name] for name in order.columns)), now, order, backward, sides)
    found = union_all(select(*kept.subquery("kept").c), select(*changed.subquery("changed").c)).subquery("found")
    page = select(*found.c).order_by(*order.by(found, backward)).limit(number_parameter("page_limit")).subquery("page")
    customer = scope.table(Customer, "customer")
    # The customers are looked up for the page: never the page for each customer.
    source = scope.dialect.join_in_order(page, customer, and_(scope.bounds(customer), customer.c.id == page.c.id))
    rows = select(*columns_to_read(Customer, customer, columns)).select_from(source)
    return rows.order_by(*order.by(page, backward))


def list_who_fit(scope: Scope, given: Parts) -> CompoundSelect[Any]:
    """Everybody who fits the given parts of a filter: when they were created, and their ids."""

    def narrow(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        # Or PostgreSQL would join the lists, and read all customers to find those of a short one.
        return rows.where(table.c.facets == facets, *is_kept(scope, table, given)).offset(literal_column("0"))

    lists = scope.dialect.pages_of_each(facets_as, narrow, fitting_facets(scope, given))
    changed = changed_who_fit(scope, given).subquery("changed")
    kept = lists.select(lists.rows.c.created_at, lists.rows.c.id)
    return union_all(kept, select(changed.c.created_at, changed.c.id))


def _kept_pages(scope: Scope, given: Parts, order: Order, backward: bool, sides: Sequence[str]) -> Select[Any]:
    """Of each list of facets that fit its first customers: the first of them all are among these."""

    def is_its(table: Any, facets: Any) -> list[ColumnElement[bool]]:
        is_its_own = table.c.facets == facets
        return [is_its_own, *is_kept(scope, table, given), *(order.beyond(table, side) for side in sides)]

    def first(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        return rows.where(*is_its(table, facets)).order_by(*order.by(table, backward)).limit(1)

    def page(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        return paged(rows.where(*is_its(table, facets)), table, order, backward, ())

    # A page comes from no more lists than it has rows: those whose first rows are the first ones.
    heads = scope.dialect.pages_of_each(facets_as, first, fitting_facets(scope, given))
    best = heads.select(heads.parent.label("value")).order_by(*order.by(heads.rows, backward))
    pages = scope.dialect.pages_of_each(facets_as, page, best.limit(number_parameter("page_limit")).subquery("best"))
    return pages.select(*(pages.rows.c[name] for name in order.columns))
