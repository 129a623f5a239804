"""The sources of a customer's timeline: the times that tables keep, and the events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, or_, select, tuple_
from sqlmodel import SQLModel

from models.billing.charge import Charge, ChargeStatus
from models.billing.credit_note import CreditNote
from models.billing.dispute import Dispute
from models.billing.event import Event, EventType
from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.refund import Refund
from models.billing.subscription import Subscription
from resolvers.belongs_to import BelongsTo
from resolvers.payments.releases import is_release
from resolvers.relations import CREDIT_NOTE, INVOICE, PAYMENT_INTENT, SUBSCRIPTION
from resolvers.scopes import Scope

FactColumns = dict[str, ColumnElement[Any]]
Clauses = list[ColumnElement[bool]]


def _all(_scope: Scope, _table: Any) -> Clauses:
    return []


@dataclass(frozen=True)
class ActivitySource:
    """Rows of `model` that become timeline entries; the column `at` has the entry's time.

    `facts` selects the columns to describe it from, `condition` narrows the rows, and the column `subject_key`
    has the id of the object that the entry is about.
    """

    name: str
    model: type[SQLModel]
    at: str
    subject: BelongsTo[Any]
    facts: Callable[[Any], FactColumns]
    condition: Callable[[Scope, Any], Clauses] = _all
    subject_key: str = "id"


def _payment(row: Any) -> FactColumns:
    is_paid = row.status == PaymentIntentStatus.SUCCEEDED
    return {
        "state": row.status,
        "currency": row.currency,
        # Less than was asked for may have been captured.
        "amount": case((is_paid, row.amount_received), else_=row.amount),
        "failure_code": row.failure_code,
        "failure_message": row.failure_message,
    }


def _invoice(row: Any) -> FactColumns:
    return {"currency": row.currency, "amount": row.total, "number": row.number}


def _subscription(row: Any) -> FactColumns:
    return {"state": row.status}


def _cancellation(row: Any) -> FactColumns:
    return {
        "state": row.status,
        "requested_at": row.cancellation_requested_at,
        "until": func.coalesce(row.cancel_at, row.ended_at),
        "actor": row.cancellation_requested_by,
        "reason": row.cancellation_reason,
        "comment": row.cancellation_comment,
        "cause": row.cancellation_cause,
    }


def _event(row: Any) -> FactColumns:
    return {
        "state": row.type,
        "actor": row.actor,
        "reason": row.reason,
        "comment": row.comment,
        "changes": row.changes,
    }


def _charge(row: Any) -> FactColumns:
    return {
        "currency": row.currency,
        "amount": row.amount,
        "failure_code": row.failure_code,
        "failure_message": row.failure_message,
    }


def _refund(row: Any) -> FactColumns:
    return {
        "state": row.status,
        "currency": row.currency,
        "amount": row.amount,
        "reason": row.reason,
        "failure_code": row.failure_reason,
    }


def _dispute(row: Any) -> FactColumns:
    return {"state": row.status, "currency": row.currency, "amount": row.amount, "reason": row.reason}


def _credit_note(row: Any) -> FactColumns:
    return {"currency": row.currency, "amount": row.total, "number": row.number, "reason": row.reason}


def _failed_before(scope: Scope, row: Any) -> Clauses:
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


def _not_released(scope: Scope, row: Any) -> Clauses:
    # The payment's own entry says what was captured. Nobody had paid the rest.
    return [~is_release(scope, row)]


def _made_by_somebody(_scope: Scope, row: Any) -> Clauses:
    # The entry of a scheduled end comes from the subscription, which has ended before its event is written.
    return [row.c.type != EventType.SUBSCRIPTION_ENDED.value]


def _requested_ahead_and_elsewhere(scope: Scope, row: Any) -> Clauses:
    # A cancellation requested here has an event. After one is taken back here, or undone, another may be requested
    # elsewhere.
    newest = _newest_event(scope, row, _made_by_somebody)
    resumed, requested_at = EventType.SUBSCRIPTION_RESUMED.value, row.c.cancellation_requested_at
    was_undone = and_(newest == EventType.SUBSCRIPTION_CANCELED.value, ~_ended_here(scope, row))
    return [
        or_(row.c.ended_at.is_(None), requested_at < row.c.ended_at),
        or_(func.coalesce(newest, resumed) == resumed, was_undone),
    ]


def _ended_elsewhere(scope: Scope, row: Any) -> Clauses:
    return [~_ended_here(scope, row)]


def _ended_here(scope: Scope, row: Any) -> ColumnElement[bool]:
    """Whether it ended by a cancellation made here, which has an event.

    An end at a scheduled moment is another one: the platform had taken the subscription up again.
    """
    newest = _newest_event(scope, row)
    is_cancellation = func.coalesce(newest, "") == EventType.SUBSCRIPTION_CANCELED.value
    return and_(is_cancellation, row.stored.cancel_at.is_(None))


def _newest_event(scope: Scope, row: Any, condition: Callable[[Scope, Any], Clauses] = _all) -> Any:
    """The type of the row's newest event among those of a condition; null without any."""
    event = scope.table(Event)
    return (
        select(event.c.type)
        .where(scope.bounds(event), event.c.subject_id == row.c.id, *condition(scope, event))
        .order_by(event.c.created_at.desc(), event.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


PAYMENTS = ActivitySource("payment", PaymentIntent, "created_at", PAYMENT_INTENT, _payment)
ISSUES = ActivitySource("issue", Invoice, "issued_at", INVOICE, _invoice)
INVOICE_PAYMENTS = ActivitySource("invoice_payment", Invoice, "paid_at", INVOICE, _invoice)
VOIDINGS = ActivitySource("voiding", Invoice, "voided_at", INVOICE, _invoice)
STARTS = ActivitySource("start", Subscription, "created_at", SUBSCRIPTION, _subscription)
REQUESTS = ActivitySource(
    "request",
    Subscription,
    "cancellation_requested_at",
    SUBSCRIPTION,
    _cancellation,
    condition=_requested_ahead_and_elsewhere,
)
ENDS = ActivitySource("end", Subscription, "ended_at", SUBSCRIPTION, _cancellation, condition=_ended_elsewhere)
EVENTS = ActivitySource(
    "event", Event, "created_at", SUBSCRIPTION, _event, condition=_made_by_somebody, subject_key="subject_id"
)

ATTEMPTS = ActivitySource(
    "attempt",
    Charge,
    "created_at",
    PAYMENT_INTENT,
    _charge,
    condition=_failed_before,
    subject_key="payment_intent_id",
)
REFUNDS = ActivitySource(
    "refund", Refund, "created_at", PAYMENT_INTENT, _refund, condition=_not_released, subject_key="payment_id"
)
DISPUTES = ActivitySource("dispute", Dispute, "created_at", PAYMENT_INTENT, _dispute, subject_key="payment_id")
CLOSINGS = ActivitySource("closing", Dispute, "closed_at", PAYMENT_INTENT, _dispute, subject_key="payment_id")
CREDIT_NOTES = ActivitySource("credit_note", CreditNote, "issued_at", CREDIT_NOTE, _credit_note)
PAUSES = ActivitySource("pause", Subscription, "paused_at", SUBSCRIPTION, _subscription)
UNPAUSES = ActivitySource("unpause", Subscription, "unpaused_at", SUBSCRIPTION, _subscription)

SOURCES = (
    PAYMENTS,
    ATTEMPTS,
    REFUNDS,
    DISPUTES,
    CLOSINGS,
    ISSUES,
    INVOICE_PAYMENTS,
    VOIDINGS,
    CREDIT_NOTES,
    STARTS,
    PAUSES,
    UNPAUSES,
    REQUESTS,
    ENDS,
    EVENTS,
)
# The relations that find the objects of entries.
SUBJECTS = tuple(dict.fromkeys(source.subject for source in SOURCES))
