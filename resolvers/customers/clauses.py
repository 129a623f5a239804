"""Each part of a customer filter as an SQL condition."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select, union_all
from sqlmodel import SQLModel

from models.billing.customer import Customer, CustomerWord
from models.billing.invoice import Invoice, overdue_clause
from models.billing.subscription import Subscription, is_current_status
from resolvers.scopes import Scope, number_parameter, text_parameter
from storage.statements import among


def filter_clauses(scope: Scope, customer: Any, shape: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    """The conditions of a filter with this shape (see `CustomerFilter.shape`)."""
    given, *details = shape
    clauses = [CLAUSES[name](scope, customer, *details) for name in given]
    return [scope.bounds(customer), *clauses]


def _search(scope: Scope, customer: Any, _overdue: bool, word_count: int, *_: Any) -> ColumnElement[bool]:
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


def _has(
    scope: Scope, customer: Any, model: type[SQLModel], condition: Callable[[Any], ColumnElement[bool]]
) -> ColumnElement[bool]:
    table = scope.table(model)
    return exists().where(scope.bounds(table), table.c.customer_id == customer.c.id, condition(table))


def _subscription_status(
    scope: Scope, customer: Any, _overdue: bool, _word_count: int, lists_canceled: bool
) -> ColumnElement[bool]:
    def is_listed(table: Any) -> ColumnElement[bool]:
        # Over the columns as they are stored, of which PostgreSQL knows how many rows have which value.
        listed = among(table.stored.status, "subscription_statuses", scope.dialect)
        return is_current_status(table.stored, listed, number_parameter("now"), lists_canceled=lists_canceled)

    return _has(scope, customer, Subscription, is_listed)


def _invoice_status(scope: Scope, customer: Any, *_: Any) -> ColumnElement[bool]:
    return _has(scope, customer, Invoice, lambda table: among(table.c.status, "invoice_statuses", scope.dialect))


def _overdue(scope: Scope, customer: Any, overdue: bool, *_: Any) -> ColumnElement[bool]:
    late = _has(scope, customer, Invoice, lambda table: overdue_clause(table.c, number_parameter("now")))
    return late if overdue else ~late


def _created_from(_scope: Scope, customer: Any, *_: Any) -> Any:
    return customer.c.created_at >= number_parameter("created_from")


def _created_before(_scope: Scope, customer: Any, *_: Any) -> Any:
    return customer.c.created_at < number_parameter("created_before")


CLAUSES: dict[str, Callable[..., Any]] = {
    "searched": _search,
    "subscription_status": _subscription_status,
    "invoice_status": _invoice_status,
    "overdue": _overdue,
    "created_from": _created_from,
    "created_before": _created_before,
}
