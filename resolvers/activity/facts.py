"""The facts that a timeline entry is described from: the same columns for every source table."""

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, String, cast, null, type_coerce

from models.billing.declines import WITHHELD
from models.billing.payment_failure import told_to_customer
from models.columns import JsonText
from models.values.instant import Instant


class Facts(NamedTuple):
    """Columns that a table lacks are null. `state` is a status, or an event's type.

    `products` are the places and products of a subscription's items, in any order.

    `requested_at` is when a cancellation was requested, `until` when the subscription ended or will end.
    """

    state: str | None = None
    currency: str | None = None
    amount: int | None = None
    number: str | None = None
    failure_code: str | None = None
    failure_message: str | None = None
    products: list[tuple[int, str]] | None = None
    requested_at: Instant | None = None
    until: Instant | None = None
    actor: str | None = None
    reason: str | None = None
    comment: str | None = None
    cause: str | None = None
    changes: dict[str, Any] | None = None


def facts_for_customer(facts: Facts) -> Facts:
    """The facts that a customer's token may read: without names, comments and some reasons of declines."""
    code, message = told_to_customer(facts.failure_code, facts.failure_message)
    reason = None if facts.reason in WITHHELD else facts.reason
    return facts._replace(failure_code=code, failure_message=message, reason=reason, actor=None, comment=None)


_TYPES: dict[str, Any] = {
    "amount": BigInteger(),
    "requested_at": BigInteger(),
    "until": BigInteger(),
    "changes": JsonText(),
    "products": JsonText(),
}


def fact_columns(known: dict[str, ColumnElement[Any]]) -> list[Any]:
    """One column for each fact, with the same types for every table, so that a union can combine them."""
    return [_column(known.get(name), _TYPES.get(name, String())).label(name) for name in Facts._fields]


def _column(known: ColumnElement[Any] | None, kind: Any) -> Any:
    # Enums come as text: a union decodes each column in one way for all tables.
    return cast(null(), kind) if known is None else type_coerce(known, kind)
