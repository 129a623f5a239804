"""Each part of a customer filter as an SQL condition."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from models.search.pieces import Weight
from models.search.search_entry import SearchEntry
from resolvers.customers.conditions import CREATED_PARTS, FACET_PARTS, created, has_facets
from resolvers.scopes import Scope, number_parameter
from resolvers.search.everybody import ids_of_found
from resolvers.search.search_shape import SearchShape
from storage.statements import among


def filter_clauses(
    scope: Scope, customer: Any, given: tuple[str, ...], search: SearchShape | None = None
) -> list[ColumnElement[bool]]:
    """The conditions of a filter with these parts (see `CustomerFilter.shape`)."""
    return [scope.bounds(customer), *(CLAUSES[name](scope, customer, search) for name in given)]


def _search(scope: Scope, customer: Any, search: SearchShape) -> Any:
    return customer.c.id.in_(ids_of_found(scope, search))


def _metadata(scope: Scope, customer: Any, _search: Any) -> Any:
    """Whether the customer has each of the keys with its value: an entry for each."""
    entry = scope.table(SearchEntry, "metadata")
    texts = (among(entry.c.text, "metadata_texts", scope.dialect), entry.c.weight == int(Weight.EXACT))
    having = select(entry.c.customer_id).where(scope.bounds(entry), *texts).group_by(entry.c.customer_id)
    return customer.c.id.in_(having.having(func.count() == number_parameter("metadata_count")))


def _created(name: str) -> Callable[..., ColumnElement[bool]]:
    return lambda _scope, customer, _search: and_(*created(customer, (name,)))


CLAUSES: dict[str, Callable[..., Any]] = {
    "searched": _search,
    "metadata": _metadata,
    **{name: has_facets(name) for name in FACET_PARTS},
    **{name: _created(name) for name in CREATED_PARTS},
}
