"""What is read of a row to tell of it in the timeline: the same columns whatever table it comes from."""

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, String, cast, null, type_coerce

from models.columns import JsonText
from models.values.instant import Instant


class Facts(NamedTuple):
    """Null where a table has nothing of the kind; `state` is a status, or the type of an event.

    `requested_at` is when an end was asked for, `until` when it was or will be; `changes` is an event's.
    """

    state: str | None = None
    currency: str | None = None
    amount: int | None = None
    number: str | None = None
    failure_code: str | None = None
    failure_message: str | None = None
    product: str | None = None
    requested_at: Instant | None = None
    until: Instant | None = None
    actor: str | None = None
    reason: str | None = None
    comment: str | None = None
    changes: dict[str, Any] | None = None


_TYPES: dict[str, Any] = {
    "amount": BigInteger(),
    "requested_at": BigInteger(),
    "until": BigInteger(),
    "changes": JsonText(),
}


def fact_columns(known: dict[str, ColumnElement[Any]]) -> list[Any]:
    """A column for each of the facts; all tables give them in the same types, so that they can be united."""
    return [_column(known.get(name), _TYPES.get(name, String())).label(name) for name in Facts._fields]


def _column(known: ColumnElement[Any] | None, kind: Any) -> Any:
    # Enums come as their text: a union has one decoder a column.
    return cast(null(), kind) if known is None else type_coerce(known, kind)
