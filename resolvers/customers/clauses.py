"""Each part of a customer filter as an SQL condition."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, union_all

from models.billing.customer import Customer, CustomerWord
from models.billing.invoice import Invoice
from resolvers.customers.conditions import CREATED_PARTS, FACET_PARTS, created, has_facets
from resolvers.scopes import Scope, text_parameter


def filter_clauses(scope: Scope, customer: Any, given: tuple[str, ...], word_count: int) -> list[ColumnElement[bool]]:
    """The conditions of a filter with these parts (see `CustomerFilter.shape`)."""
    return [scope.bounds(customer), *(CLAUSES[name](scope, customer, word_count) for name in given)]


def _search(scope: Scope, customer: Any, word_count: int) -> ColumnElement[bool]:
    # Each branch of the union has its own index. An "or" would make SQLite read every customer.
    invoice, owner = scope.table(Invoice, "numbered"), scope.table(Customer, "owner")
    found = [
        select(text_parameter("search")),
        select(owner.c.id).where(scope.bounds(owner), owner.c.email_folded == text_parameter("folded")),
        select(invoice.c.customer_id).where(scope.bounds(invoice), invoice.c.number == text_parameter("search")),
    ]
    if word_count:
        found.append(_named(scope, word_count))
    matches: ColumnElement[bool] = customer.c.id.in_(union_all(*found))
    return matches


def _named(scope: Scope, word_count: int) -> Select[Any]:
    first, *others = (_has_word(scope, index) for index in range(word_count))
    ids = first.selected_columns[0]
    return first.where(*(ids.in_(other) for other in others))


def _has_word(scope: Scope, index: int) -> Select[Any]:
    word = scope.table(CustomerWord, f"word_table_{index}")
    return select(word.c.customer_id).where(
        scope.bounds(word),
        word.c.word >= text_parameter(f"word_{index}"),
        word.c.word < text_parameter(f"word_{index}_end"),
    )


def _created(name: str) -> Callable[..., ColumnElement[bool]]:
    return lambda _scope, customer, _word_count: and_(*created(customer, (name,)))


CLAUSES: dict[str, Callable[..., Any]] = {
    "searched": _search,
    **{name: has_facets(name) for name in FACET_PARTS},
    **{name: _created(name) for name in CREATED_PARTS},
}
