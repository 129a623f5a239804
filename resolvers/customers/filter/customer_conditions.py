"""The parts of a customer filter as conditions on one customer, for statements that find customers in another way."""

from collections.abc import Callable
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, and_, func, select

from models.search.pieces import Weight
from models.search.search_entry import SearchEntry
from resolvers.current_table import Columns
from resolvers.customers.filter.facet_conditions import (
    CREATED_PARTS,
    FACET_PARTS,
    FilterParts,
    created_conditions,
    customer_has_facets,
)
from resolvers.scopes import Scope, number_parameter
from storage.statements import among


def customer_conditions(scope: Scope, customer: Any, given: FilterParts) -> list[ColumnElement[bool]]:
    """The customer is visible and matches these parts of a filter (see `CustomerFilter.given`); not the search."""
    return [scope.bounds(customer), *(CONDITIONS[name](scope, customer) for name in given)]


def found_customer_conditions(
    scope: Scope, created_at: ColumnElement[int], customer_id: ColumnElement[str], given: FilterParts
) -> list[ColumnElement[bool]]:
    """The same for a visible customer of whom only these two columns are at hand."""
    found = FoundCustomer.at(created_at, customer_id)
    return [CONDITIONS[name](scope, found) for name in given]


class FoundCustomer(NamedTuple):
    """Takes the place of the customer's table, with these columns alone."""

    c: Any

    @classmethod
    def at(cls, created_at: ColumnElement[int], customer_id: ColumnElement[str]) -> Self:
        """A customer of whom two columns are at hand."""
        return cls(Columns({"created_at": created_at, "id": customer_id}))


def _has_metadata(scope: Scope, found: Any) -> Any:
    """The customer has each of the keys with its value, looked up for each: many customers may have them."""
    entry = scope.table(SearchEntry, "metadata")
    texts = (among(entry.c.text, "metadata_texts", scope.dialect), entry.c.weight == int(Weight.EXACT))
    of_customer = (entry.c.created_at == found.c.created_at, entry.c.customer_id == found.c.id)
    how_many = (
        select(func.count()).select_from(entry).where(scope.bounds(entry), *texts, *of_customer).scalar_subquery()
    )
    return how_many == number_parameter("metadata_count")


def _created(name: str) -> Callable[..., ColumnElement[bool]]:
    return lambda _scope, customer: and_(*created_conditions(customer, (name,)))


CONDITIONS: dict[str, Callable[..., Any]] = {
    "metadata": _has_metadata,
    **{name: customer_has_facets(name) for name in FACET_PARTS},
    **{name: _created(name) for name in CREATED_PARTS},
}
