"""Which facets fit a filter, and which customers belong to others than those that are kept of them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union

from models.ownership import table_of
from models.summaries.customer_count import ANYBODY, CHANGE, EVER, CustomerCount
from models.summaries.customer_facets import CustomerFacets, is_of_this_time
from models.summaries.facets import facets_at
from resolvers.customers.conditions import created, created_in_order, fits
from resolvers.paging.orders import NEWEST, Order
from resolvers.scopes import Scope, number_parameter

Parts = tuple[str, ...]
NOW = number_parameter("now")


def fitting_facets(scope: Scope, given: Parts) -> Any:
    """The facets that customers have and that fit, as a table with one column, `value`."""
    return union(*(_of_width(scope, width, given) for width in (EVER, CHANGE))).subquery("fitting")


def changed_who_fit(scope: Scope, given: Parts) -> Select[Any]:
    """Who fits only by facets that are not kept for now."""
    table, changed = changed_customers(scope)
    is_fit = fits(facets_at(table.c, NOW), given)
    return select(table).select_from(changed).where(*is_fit, *created(table, given))


def changed_customers(scope: Scope) -> tuple[Any, Any]:
    """The customers whose kept facets are of another time, as a table and where its rows come from."""
    # Each part has its own index.
    passed, to_come, table = facets_as("passed"), facets_as("to_come"), facets_as("each")
    ids = union(
        select(passed.c.id).where(scope.bounds(passed), passed.c.next_change_at <= NOW),
        select(to_come.c.id).where(scope.bounds(to_come), to_come.c.last_change_at > NOW),
    ).subquery("ids")
    return table, scope.dialect.join_in_order(ids, table, and_(scope.bounds(table), table.c.id == ids.c.id))


def is_kept(scope: Scope, table: Any, given: Parts, order: Order = NEWEST) -> list[ColumnElement[bool]]:
    """Whether the kept facets are those of now, of somebody created when these parts ask for, read in this order."""
    return [scope.bounds(table), is_of_this_time(table.c, NOW), *created_in_order(scope, table, given, order)]


def facets_as(name: str) -> Any:
    """The table of kept facets, as they are stored."""
    return table_of(CustomerFacets).alias(name)


def _of_width(scope: Scope, width: int, given: Parts) -> Select[Any]:
    counted = scope.table(CustomerCount, "counted")
    is_meant = (scope.bounds(counted), counted.c.width == width, counted.c.facets > ANYBODY)
    return select(counted.c.facets.label("value")).where(*is_meant, *fits(counted.c.facets, given))
