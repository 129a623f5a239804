"""Lists and counts of customers by facets: each list of facets that fit is in order, and a page merges those."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
    union,
    union_all,
)

from models.billing.customer import Customer
from models.ownership import table_of
from models.summaries.customer_facets import CustomerFacets, FacetCount, is_of_this_time
from models.summaries.facets import facets_at
from resolvers.batches import Columns
from resolvers.customers.conditions import asks_for_age, created, fits
from resolvers.kept_beside import columns_to_read
from resolvers.paging.orders import Order
from resolvers.paging.pages import paged
from resolvers.scopes import Scope, number_parameter

Parts = tuple[str, ...]
_NOW = number_parameter("now")


def page_by_facets(
    scope: Scope, columns: Columns, given: Parts, order: Order, backward: bool, sides: tuple[str, ...]
) -> Select[Any]:
    """A page of the customers who fit the given parts of a filter."""
    kept = _kept_pages(scope, given, order, backward, sides)
    now = _changed_who_fit(scope, given).subquery("now")
    changed = paged(select(*(now.c[name] for name in order.columns)), now, order, backward, sides)
    found = union_all(select(*kept.subquery("kept").c), select(*changed.subquery("changed").c)).subquery("found")
    page = select(*found.c).order_by(*order.by(found, backward)).limit(number_parameter("page_limit")).subquery("page")
    customer = scope.table(Customer, "customer")
    # The customers are looked up for the page: never the page for each customer.
    source = scope.dialect.join_in_order(page, customer, and_(scope.bounds(customer), customer.c.id == page.c.id))
    rows = select(*columns_to_read(Customer, customer, columns)).select_from(source)
    return rows.order_by(*order.by(page, backward))


def count_by_facets(scope: Scope, given: Parts) -> Select[Any]:
    """How many customers fit the given parts of a filter."""
    return _count_within(scope, given) if asks_for_age(given) else _count(scope, given)


def list_who_fit(scope: Scope, given: Parts) -> CompoundSelect[Any]:
    """Everybody who fits the given parts of a filter: when they were created, and their ids."""

    def narrow(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        # Or PostgreSQL would join the lists, and read all customers to find those of a short one.
        return rows.where(table.c.facets == facets, *_is_kept(scope, table, given)).offset(literal_column("0"))

    lists = scope.dialect.pages_of_each(_facets, narrow, _fitting(scope, given))
    changed = _changed_who_fit(scope, given).subquery("changed")
    kept = lists.select(lists.rows.c.created_at, lists.rows.c.id)
    return union_all(kept, select(changed.c.created_at, changed.c.id))


def _count(scope: Scope, given: Parts) -> Select[Any]:
    counted = scope.table(FacetCount, "counted")
    kept = select(_total(counted.c.how_many)).where(scope.bounds(counted), *fits(counted.c.facets, given))
    if not given:
        return kept
    # Those whose kept facets are of another time are counted by these, and belong to those of now.
    table, changed = _changed(scope)
    moved = _one_if(fits(facets_at(table.c, _NOW), given)) - _one_if(fits(table.c.facets, given))
    moves = select(_total(moved)).select_from(changed)
    return select(kept.scalar_subquery() + moves.scalar_subquery())


def _total(figures: ColumnElement[int]) -> ColumnElement[int]:
    # PostgreSQL sums bigints as numeric.
    return cast(func.coalesce(func.sum(figures), 0), BigInteger)


def _count_within(scope: Scope, given: Parts) -> Select[Any]:
    table = _facets("each")
    is_fitting = table.c.facets.in_(select(_fitting(scope, given).c.value))
    kept = select(func.count()).where(is_fitting, *_is_kept(scope, table, given))
    changed = select(func.count()).select_from(_changed_who_fit(scope, given).subquery("changed"))
    return select(kept.scalar_subquery() + changed.scalar_subquery())


def _is_kept(scope: Scope, table: Any, given: Parts) -> list[ColumnElement[bool]]:
    return [scope.bounds(table), is_of_this_time(table.c, _NOW), *created(table, given)]


def _kept_pages(scope: Scope, given: Parts, order: Order, backward: bool, sides: Sequence[str]) -> Select[Any]:
    """Of each list of facets that fit its first customers: the first of them all are among these."""

    def is_its(table: Any, facets: Any) -> list[ColumnElement[bool]]:
        is_its_own = table.c.facets == facets
        return [is_its_own, *_is_kept(scope, table, given), *(order.beyond(table, side) for side in sides)]

    def first(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        return rows.where(*is_its(table, facets)).order_by(*order.by(table, backward)).limit(1)

    def page(rows: Select[Any], table: Any, facets: Any) -> Select[Any]:
        return paged(rows.where(*is_its(table, facets)), table, order, backward, ())

    # A page comes from no more lists than it has rows: those whose first rows are the first ones.
    heads = scope.dialect.pages_of_each(_facets, first, _fitting(scope, given))
    best = heads.select(heads.parent.label("value")).order_by(*order.by(heads.rows, backward))
    pages = scope.dialect.pages_of_each(_facets, page, best.limit(number_parameter("page_limit")).subquery("best"))
    return pages.select(*(pages.rows.c[name] for name in order.columns))


def _fitting(scope: Scope, given: Parts) -> Any:
    """The facets that customers have and that fit, as a table with one column, `value`."""
    counted = scope.table(FacetCount, "counted")
    rows = select(counted.c.facets.label("value")).where(scope.bounds(counted), *fits(counted.c.facets, given))
    return rows.distinct().subquery("fitting")


def _changed_who_fit(scope: Scope, given: Parts) -> Select[Any]:
    table, changed = _changed(scope)
    is_fit = fits(facets_at(table.c, _NOW), given)
    return select(table).select_from(changed).where(*is_fit, *created(table, given))


def _changed(scope: Scope) -> tuple[Any, Any]:
    """The customers whose kept facets are of another time, as a table and where its rows come from."""
    # Each part has its own index.
    passed, to_come, table = _facets("passed"), _facets("to_come"), _facets("each")
    ids = union(
        select(passed.c.id).where(scope.bounds(passed), passed.c.next_change_at <= _NOW),
        select(to_come.c.id).where(scope.bounds(to_come), to_come.c.last_change_at > _NOW),
    ).subquery("ids")
    return table, scope.dialect.join_in_order(ids, table, and_(scope.bounds(table), table.c.id == ids.c.id))


def _one_if(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    return case((and_(*conditions), 1), else_=0)


def _facets(name: str) -> Any:
    return table_of(CustomerFacets).alias(name)
