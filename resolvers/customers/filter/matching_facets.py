"""Which facets match a filter, and which customers have other facets now than those that are stored."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union

from models.ownership import table_of
from models.summaries.customer_count import ANYBODY, CHANGE, EVER, CustomerCount
from models.summaries.customer_facets import CustomerFacets, is_of_this_time
from models.summaries.facets import facets_at
from resolvers.customers.filter.facet_conditions import (
    FilterParts,
    created_conditions,
    created_in_order,
    facet_conditions,
)
from resolvers.paging.orders import NEWEST, Order
from resolvers.scopes import Scope, number_parameter

NOW = number_parameter("now")


def matching_facets(scope: Scope, given: FilterParts) -> Any:
    """The facets that match and that some customer has, as a table with one column, `value`."""
    return union(*(_of_width(scope, width, given) for width in (EVER, CHANGE))).subquery("matching")


def changed_matching_customers(scope: Scope, given: FilterParts) -> Select[Any]:
    """The customers whose stored facets are of another time and whose facets now match."""
    table, changed = changed_customers(scope)
    matches = facet_conditions(facets_at(table.c, NOW), given)
    return select(table).select_from(changed).where(*matches, *created_conditions(table, given))


def changed_customers(scope: Scope) -> tuple[Any, Any]:
    """The customers whose stored facets are of another time: their table, and the join to select from."""
    # Each part has its own index.
    passed, to_come, table = facets_table("passed"), facets_table("to_come"), facets_table("each")
    ids = union(
        select(passed.c.id).where(scope.bounds(passed), passed.c.next_change_at <= NOW),
        select(to_come.c.id).where(scope.bounds(to_come), to_come.c.last_change_at > NOW),
    ).subquery("ids")
    return table, scope.dialect.join_in_order(ids, table, and_(scope.bounds(table), table.c.id == ids.c.id))


def are_current(scope: Scope, table: Any, given: FilterParts, order: Order = NEWEST) -> list[ColumnElement[bool]]:
    """The stored facets are those of now, and the customer was created in the filter's time."""
    return [
        scope.bounds(table),
        is_of_this_time(table.c, NOW),
        *created_in_order(scope, table, given, order),
    ]


def facets_table(name: str) -> Any:
    """The table of stored facets, under an alias."""
    return table_of(CustomerFacets).alias(name)


def _of_width(scope: Scope, width: int, given: FilterParts) -> Select[Any]:
    counted = scope.table(CustomerCount, "counted")
    is_meant = (scope.bounds(counted), counted.c.width == width, counted.c.facets > ANYBODY)
    return select(counted.c.facets.label("value")).where(*is_meant, *facet_conditions(counted.c.facets, given))
