"""Lists of customers by facets: each list of facets that fit is in order, and a page merges those.

Few of them are sorted.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, literal_column, select, union_all

from models.billing.customer import Customer
from resolvers.batches import Columns
from resolvers.customers.conditions import asks_for_facets, created
from resolvers.customers.fitting import Parts, changed_who_fit, facets_as, fitting_facets, is_kept
from resolvers.paging.chunks import CHUNK
from resolvers.paging.orders import NEWEST, Order
from resolvers.paging.pages import paged
from resolvers.read_columns import columns_to_read
from resolvers.scopes import Scope, number_parameter
from storage.unions import union_ordered


def page_by_facets(
    scope: Scope, columns: Columns, given: Parts, order: Order, backward: bool, sides: tuple[str, ...]
) -> Select[Any]:
    """A page of the customers who fit the given parts of a filter."""
    kept = _kept_pages(scope, given, order, backward, sides)
    now = changed_who_fit(scope, given).subquery("now")
    changed = paged(select(*(now.c[name] for name in order.columns)), now, order, backward, sides)
    found = union_ordered([kept, changed]).subquery("found")
    return look_up(scope, columns, found, order, backward)


def page_of_few(
    scope: Scope, columns: Columns, given: Parts, order: Order, backward: bool, sides: tuple[str, ...]
) -> Select[Any]:
    """The same page, of all who fit the parts and were created in their range, sorted."""
    fit = list_who_fit if asks_for_facets(given) else _list_who_were_created
    few = fit(scope, given, order.columns).subquery("few")
    page = paged(select(*few.c), few, order, backward, sides).subquery("first")
    return look_up(scope, columns, page, order, backward)


def list_who_fit(scope: Scope, given: Parts, names: Sequence[str] = NEWEST.columns) -> CompoundSelect[Any]:
    """Of everybody who fits the given parts of a filter these columns: when they were created, and their ids."""

    def narrow(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        # Or PostgreSQL would join the lists, and read all customers to find those of a short one.
        return rows.where(table.c.facets == facets, *is_kept(scope, table, given)).offset(literal_column("0"))

    lists = scope.dialect.pages_of_each(facets_as, narrow, fitting_facets(scope, given))
    changed = changed_who_fit(scope, given).subquery("changed")
    kept = lists.select(*(lists.rows.c[name] for name in names))
    return union_all(kept, select(*(changed.c[name] for name in names)))


def _list_who_were_created(scope: Scope, given: Parts, names: Sequence[str]) -> Select[Any]:
    customer = scope.table(Customer, "created")
    rows = select(*(customer.c[name] for name in names)).where(scope.bounds(customer), *created(customer, given))
    # Or SQLite would read everybody in the order of the page.
    return rows.offset(literal_column("0"))


def look_up(scope: Scope, columns: Columns, found: Any, order: Order, backward: bool) -> Select[Any]:
    """The first customers of those found."""
    page = select(*found.c).order_by(*order.by(found, backward)).limit(number_parameter("page_limit")).subquery("page")
    # A number in the statement tells SQLite that it is one page: it would go through all customers first, to know whom
    # it need not look up.
    page = select(*page.c).limit(literal_column(str(2 * CHUNK))).subquery("one_page")
    customer = scope.table(Customer, "customer")
    # The customers are looked up for the page: never the page for each customer.
    source = scope.dialect.join_in_order(page, customer, and_(scope.bounds(customer), customer.c.id == page.c.id))
    rows = select(*columns_to_read(Customer, customer, columns)).select_from(source)
    return rows.order_by(*order.by(page, backward))


def _kept_pages(scope: Scope, given: Parts, order: Order, backward: bool, sides: Sequence[str]) -> Select[Any]:
    """Of each list of facets that fit its first customers: the first of them all are among these."""

    def is_its(table: Any, facets: Any) -> list[ColumnElement[bool]]:
        is_its_own = table.c.facets == facets
        return [is_its_own, *is_kept(scope, table, given, order), *(order.beyond(table, side) for side in sides)]

    def first(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        return rows.where(*is_its(table, facets)).order_by(*order.by(table, backward)).limit(1)

    def page(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        return paged(rows.where(*is_its(table, facets)), table, order, backward, ())

    # A page comes from no more lists than it has rows: those whose first rows are the first ones.
    heads = scope.dialect.pages_of_each(facets_as, first, fitting_facets(scope, given))
    best = heads.select(heads.parent.label("value")).order_by(*order.by(heads.rows, backward))
    pages = scope.dialect.pages_of_each(facets_as, page, best.limit(number_parameter("page_limit")).subquery("best"))
    return pages.select(*(pages.rows.c[name] for name in order.columns))
