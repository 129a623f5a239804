"""The parts of a customer filter that lists keep in order: as conditions on facets, and on when one was created."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, case, exists

from models.summaries.customer_facets import CustomerFacets
from models.summaries.facets import AT_RISK, OVERDUE
from resolvers.paging.orders import BY_NAME, Order
from resolvers.scopes import Scope, number_parameter


def is_of_all(given: tuple[str, ...]) -> bool:
    """Whether a list with these parts of a filter is of all customers: not of those whom a search or metadata finds."""
    return {"searched", "metadata"}.isdisjoint(given)


def asks_for_facets(given: tuple[str, ...]) -> bool:
    """Whether one of these parts of a filter asks for facets."""
    return not FACET_PARTS.keys().isdisjoint(given)


def asks_for_age(given: tuple[str, ...]) -> bool:
    """Whether one of these parts of a filter asks when customers were created."""
    return not CREATED_PARTS.keys().isdisjoint(given)


def fits(facets: Any, given: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """Whether facets are what each of these parts of a filter asks for; other parts ask for none."""
    return [FACET_PARTS[name](facets) for name in given if name in FACET_PARTS]


def created(table: Any, given: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """Whether rows of a table that has the customers' `created_at` are what these parts ask for; others ask nothing."""
    return [CREATED_PARTS[name](table.c.created_at) for name in given if name in CREATED_PARTS]


def created_in_order(scope: Scope, table: Any, given: tuple[str, ...], order: Order) -> list[ColumnElement[bool]]:
    """The same of rows that are read in this order: in that of names, others are passed over."""
    conditions = created(table, given)
    return [scope.dialect.beside_order(each) for each in conditions] if order is BY_NAME else conditions


def has_facets(name: str) -> Callable[..., ColumnElement[bool]]:
    """The same of a customer, for a statement that finds customers in another way."""

    def has(scope: Scope, customer: Any) -> ColumnElement[bool]:
        current = scope.table(CustomerFacets, f"facets_of_{name}")
        return exists().where(scope.bounds(current), current.c.id == customer.c.id, *fits(current.c.facets, (name,)))

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
