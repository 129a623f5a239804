"""Each part of a customer filter as an SQL condition."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_

from resolvers.customers.conditions import CREATED_PARTS, FACET_PARTS, created, has_facets
from resolvers.scopes import Scope
from resolvers.search.everybody import ids_of_found
from resolvers.search.search_shape import SearchShape


def filter_clauses(
    scope: Scope, customer: Any, given: tuple[str, ...], search: SearchShape | None = None
) -> list[ColumnElement[bool]]:
    """The conditions of a filter with these parts (see `CustomerFilter.shape`)."""
    return [scope.bounds(customer), *(CLAUSES[name](scope, customer, search) for name in given)]


def _search(scope: Scope, customer: Any, search: SearchShape) -> Any:
    return customer.c.id.in_(ids_of_found(scope, search))


def _created(name: str) -> Callable[..., ColumnElement[bool]]:
    return lambda _scope, customer, _search: and_(*created(customer, (name,)))


CLAUSES: dict[str, Callable[..., Any]] = {
    "searched": _search,
    **{name: has_facets(name) for name in FACET_PARTS},
    **{name: _created(name) for name in CREATED_PARTS},
}
