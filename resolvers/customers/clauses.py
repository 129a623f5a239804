"""Each part of a customer filter as an SQL condition."""

from collections.abc import Callable
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, and_, func, select

from models.search.pieces import Weight
from models.search.search_entry import SearchEntry
from resolvers.current_table import Columns
from resolvers.customers.conditions import CREATED_PARTS, FACET_PARTS, created, has_facets
from resolvers.scopes import Scope, number_parameter
from storage.statements import among


def filter_clauses(scope: Scope, customer: Any, given: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """The conditions of a filter with these parts (see `CustomerFilter.given`), but for a search."""
    return [scope.bounds(customer), *(CLAUSES[name](scope, customer) for name in given)]


def clauses_of_found(
    scope: Scope, created_at: ColumnElement[int], customer_id: ColumnElement[str], given: tuple[str, ...]
) -> list[ColumnElement[bool]]:
    """The same of somebody of whom these two are known, and that the viewer may see them."""
    found = FoundCustomer.at(created_at, customer_id)
    return [CLAUSES[name](scope, found) for name in given]


class FoundCustomer(NamedTuple):
    """Stands where the customer's table does, with these columns."""

    c: Any

    @classmethod
    def at(cls, created_at: ColumnElement[int], customer_id: ColumnElement[str]) -> Self:
        """Somebody of whom two columns are known."""
        return cls(Columns({"created_at": created_at, "id": customer_id}))


def _has_metadata(scope: Scope, found: Any) -> Any:
    """Whether the customer has each of the keys with its value, looked up for each: many may have what is asked for."""
    entry = scope.table(SearchEntry, "metadata")
    texts = (among(entry.c.text, "metadata_texts", scope.dialect), entry.c.weight == int(Weight.EXACT))
    its_own = (entry.c.created_at == found.c.created_at, entry.c.customer_id == found.c.id)
    how_many = select(func.count()).select_from(entry).where(scope.bounds(entry), *texts, *its_own).scalar_subquery()
    return how_many == number_parameter("metadata_count")


def _created(name: str) -> Callable[..., ColumnElement[bool]]:
    return lambda _scope, customer: and_(*created(customer, (name,)))


CLAUSES: dict[str, Callable[..., Any]] = {
    "metadata": _has_metadata,
    **{name: has_facets(name) for name in FACET_PARTS},
    **{name: _created(name) for name in CREATED_PARTS},
}
