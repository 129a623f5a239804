"""The parts of a customer filter as conditions on stored facets and on the time of creation."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, case, exists

from models.summaries.customer_facets import CustomerFacets
from models.summaries.facets import AT_RISK, OVERDUE
from resolvers.paging.orders import BY_NAME, Order
from resolvers.scopes import Scope, number_parameter

# The names of the parts of a `CustomerFilter` that are given: what the SQL text depends on.
FilterParts = tuple[str, ...]


def is_of_all_customers(given: FilterParts) -> bool:
    """Whether these parts filter all customers, not those whom a search or metadata finds."""
    return {"searched", "metadata"}.isdisjoint(given)


def has_facet_parts(given: FilterParts) -> bool:
    """Whether one of these parts is about facets."""
    return not FACET_PARTS.keys().isdisjoint(given)


def has_created_parts(given: FilterParts) -> bool:
    """Whether one of these parts is about the time of creation."""
    return not CREATED_PARTS.keys().isdisjoint(given)


def facet_conditions(facets: Any, given: FilterParts) -> list[ColumnElement[bool]]:
    """The facets match each of these parts that is about facets."""
    return [FACET_PARTS[name](facets) for name in given if name in FACET_PARTS]


def created_conditions(table: Any, given: FilterParts) -> list[ColumnElement[bool]]:
    """`created_at` of the table matches each of these parts that is about the time of creation."""
    return [CREATED_PARTS[name](table.c.created_at) for name in given if name in CREATED_PARTS]


def created_in_order(scope: Scope, table: Any, given: FilterParts, order: Order) -> list[ColumnElement[bool]]:
    """The same for rows read in this order: in that of names, rows that do not match are skipped, not sought."""
    conditions = created_conditions(table, given)
    return [scope.dialect.beside_order(each) for each in conditions] if order is BY_NAME else conditions


def customer_has_facets(name: str) -> Callable[..., ColumnElement[bool]]:
    """The facet condition of one part, for a statement that finds customers in another way."""

    def has(scope: Scope, customer: Any) -> ColumnElement[bool]:
        current = scope.table(CustomerFacets, f"facets_of_{name}")
        return exists().where(
            scope.bounds(current), current.c.id == customer.c.id, *facet_conditions(current.c.facets, (name,))
        )

    return has


def _any_of(parameter: str) -> Callable[[Any], ColumnElement[bool]]:
    return lambda facets: facets.bitwise_and(number_parameter(parameter)) != 0


def _overdue(facets: Any) -> ColumnElement[bool]:
    is_wanted: ColumnElement[bool] = facets.bitwise_and(OVERDUE) == number_parameter("overdue_facets")
    return is_wanted


def _at_risk(facets: Any) -> ColumnElement[bool]:
    is_wanted: ColumnElement[bool] = case((facets.bitwise_and(AT_RISK) != 0, 1), else_=0) == number_parameter("at_risk")
    return is_wanted


FACET_PARTS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "subscription_status": _any_of("subscription_facets"),
    "invoice_status": _any_of("invoice_facets"),
    "overdue": _overdue,
    "at_risk": _at_risk,
    "risk": _any_of("risk_facets"),
}
CREATED_PARTS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "created_from": lambda created_at: created_at >= number_parameter("created_from"),
    "created_before": lambda created_at: created_at < number_parameter("created_before"),
}
