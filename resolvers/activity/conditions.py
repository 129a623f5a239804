"""Which rows of a table are told in a timeline: others are told by another entry, or nobody needs to know them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select, tuple_

from models.billing.charge import Charge, ChargeStatus
from models.billing.event import Event, EventType
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.subscription import is_due
from resolvers.current_table import stored_columns
from resolvers.payments.releases import is_release
from resolvers.scopes import Scope, number_parameter

Clauses = list[ColumnElement[bool]]


def all_rows(_scope: Scope, _table: Any) -> Clauses:
    """Every row."""
    return []


def failed_before(scope: Scope, row: Any) -> Clauses:
    """A failed attempt that the entry of its payment does not describe."""
    # The entry of a failed payment describes its last attempt already.
    payment, later = scope.table(PaymentIntent), scope.table(Charge)
    has_failed = exists().where(
        scope.bounds(payment),
        payment.c.id == row.c.payment_intent_id,
        payment.c.status == PaymentIntentStatus.FAILED,
    )
    is_last = ~exists().where(
        scope.bounds(later),
        later.c.payment_intent_id == row.c.payment_intent_id,
        tuple_(later.c.created_at, later.c.id) > tuple_(row.c.created_at, row.c.id),
    )
    # As a literal, so that the partial index of failed charges is used.
    is_failed = row.c.status == literal_column(f"'{ChargeStatus.FAILED.value}'")
    return [is_failed, ~and_(has_failed, is_last)]


def not_released(scope: Scope, row: Any) -> Clauses:
    """A refund that gave somebody money back."""
    # The payment's own entry says what was captured. Nobody had paid the rest.
    return [~is_release(scope, row)]


def made_by_somebody(_scope: Scope, row: Any) -> Clauses:
    """An event that no other entry tells."""
    # The entry of a scheduled end comes from the subscription, which has ended before its event is written.
    return [row.c.type != EventType.SUBSCRIPTION_ENDED.value]


def requested_ahead_and_elsewhere(scope: Scope, row: Any) -> Clauses:
    """A cancellation that was to come when it was requested, and has no event here."""
    # A cancellation requested here has an event. After one is withdrawn here, or undone, another may be requested
    # elsewhere.
    newest = _newest_event(scope, row, made_by_somebody)
    resumed = EventType.SUBSCRIPTION_RESUMED.value
    was_undone = and_(newest == EventType.SUBSCRIPTION_CANCELED.value, ~_ended_here(scope, row))
    # As they are stored, in the words of their index; and as they are now.
    ahead = [_is_ahead(columns) for columns in (stored_columns(row), row.c)]
    return [*ahead, or_(func.coalesce(newest, resumed) == resumed, was_undone)]


def _is_ahead(columns: Any) -> ColumnElement[bool]:
    return or_(columns.ended_at.is_(None), columns.cancellation_requested_at < columns.ended_at)


def ended_elsewhere(scope: Scope, row: Any) -> Clauses:
    """An end that is written, and has no event here."""
    return [~_is_due(row), ~_ended_here(scope, row)]


def ended_by_time_alone(_scope: Scope, row: Any) -> Clauses:
    """An end whose moment has come, which nobody has written yet."""
    return [_is_due(row)]


def _is_due(row: Any) -> ColumnElement[bool]:
    return is_due(stored_columns(row), number_parameter("now"))


def _ended_here(scope: Scope, row: Any) -> ColumnElement[bool]:
    """Whether it ended by a cancellation made here, which has an event.

    An end at a scheduled moment is another one: the platform had taken the subscription up again.
    """
    newest = _newest_event(scope, row)
    is_cancellation = func.coalesce(newest, "") == EventType.SUBSCRIPTION_CANCELED.value
    return and_(is_cancellation, row.stored.cancel_at.is_(None))


def _newest_event(scope: Scope, row: Any, condition: Callable[[Scope, Any], Clauses] = all_rows) -> Any:
    """The type of the row's newest event among those of a condition; null without any."""
    event = scope.table(Event)
    return (
        select(event.c.type)
        .where(scope.bounds(event), event.c.subject_id == row.c.id, *condition(scope, event))
        .order_by(event.c.created_at.desc(), event.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
