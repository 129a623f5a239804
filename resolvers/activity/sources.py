"""The sources of a customer's timeline: the times that tables keep, and the events."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal
from sqlmodel import SQLModel

from models.billing.charge import Charge
from models.billing.credit_note import CreditNote
from models.billing.dispute import Dispute
from models.billing.event import Event
from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.refund import Refund
from models.billing.subscription import Subscription
from resolvers.activity.conditions import (
    Clauses,
    all_rows,
    ended_by_time_alone,
    ended_elsewhere,
    failed_before,
    made_by_somebody,
    not_released,
    requested_ahead_and_elsewhere,
)
from resolvers.belongs_to import BelongsTo
from resolvers.current_table import stored_columns
from resolvers.relations import CREDIT_NOTE, INVOICE, PAYMENT_INTENT, SUBSCRIPTION
from resolvers.scopes import Scope

FactColumns = dict[str, ColumnElement[Any]]


@dataclass(frozen=True)
class ActivitySource:
    """Rows of `model` that become timeline entries; the column `at` has the entry's time.

    Of entries of one moment, those of the source with the lower `rank` were first. `facts` selects the columns to
    describe it from, `condition` narrows the rows, and the column `subject_key` has the id of the object that the entry
    is about. `stored_at` is the column that has the time as it is stored, where `at` is computed.
    """

    name: str
    rank: int
    model: type[SQLModel]
    at: str
    subject: BelongsTo[Any]
    facts: Callable[[Any], FactColumns]
    condition: Callable[[Scope, Any], Clauses] = all_rows
    subject_key: str = "id"
    stored_at: str | None = None

    def rows(self, scope: Scope, table: Any) -> Clauses:
        """The rows of the table that become entries."""
        return [scope.bounds(table), self.stored_time(table).is_not(None), *self.condition(scope, table)]

    def stored_time(self, table: Any) -> Any:
        """The column with the entry's time as it is stored."""
        return stored_columns(table)[self.stored_at or self.at]

    def entry_id(self, table: Any) -> Any:
        """The id of the entry for a row."""
        return literal(f"{self.name}:").concat(table.c.id)


def _columns(*same: str, **renamed: str) -> Callable[[Any], FactColumns]:
    """Selects columns as the facts of the same names, or as those that they are renamed to."""
    columns = dict(zip(same, same, strict=True)) | renamed
    return lambda row: {fact: getattr(row, column) for fact, column in columns.items()}


def _payment(row: Any) -> FactColumns:
    is_paid = row.status == PaymentIntentStatus.SUCCEEDED
    # Less than was asked for may have been captured.
    return {**_attempted(row), "state": row.status, "amount": case((is_paid, row.amount_received), else_=row.amount)}


def _cancellation(row: Any) -> FactColumns:
    return {**_requested(row), "until": func.coalesce(row.cancel_at, row.ended_at)}


_attempted = _columns("currency", "amount", "failure_code", "failure_message")
_requested = _columns(
    state="status",
    requested_at="cancellation_requested_at",
    actor="cancellation_requested_by",
    reason="cancellation_reason",
    comment="cancellation_comment",
    cause="cancellation_cause",
)
_invoice = _columns("currency", "number", amount="total")
_subscription = _columns(state="status")
_event = _columns("actor", "reason", "comment", "changes", state="type")
_refund = _columns("currency", "amount", "reason", state="status", failure_code="failure_reason")
_dispute = _columns("currency", "amount", "reason", state="status")
_credit_note = _columns("currency", "number", "reason", amount="total")


# The ranks: what begins comes before what follows on it.
PAYMENTS = ActivitySource("payment", 3, PaymentIntent, "created_at", PAYMENT_INTENT, _payment)
ISSUES = ActivitySource("issue", 1, Invoice, "issued_at", INVOICE, _invoice)
INVOICE_PAYMENTS = ActivitySource("invoice_payment", 4, Invoice, "paid_at", INVOICE, _invoice)
VOIDINGS = ActivitySource("voiding", 5, Invoice, "voided_at", INVOICE, _invoice)
WRITE_OFFS = ActivitySource("write_off", 4, Invoice, "uncollectible_at", INVOICE, _invoice)
STARTS = ActivitySource("start", 0, Subscription, "created_at", SUBSCRIPTION, _subscription)
REQUESTS = ActivitySource(
    "request",
    12,
    Subscription,
    "cancellation_requested_at",
    SUBSCRIPTION,
    _cancellation,
    condition=requested_ahead_and_elsewhere,
)
ENDS = ActivitySource("end", 14, Subscription, "ended_at", SUBSCRIPTION, _cancellation, condition=ended_elsewhere)
ENDS_BY_TIME = ActivitySource(
    "end",
    14,
    Subscription,
    "ended_at",
    SUBSCRIPTION,
    _cancellation,
    condition=ended_by_time_alone,
    stored_at="cancel_at",
)
EVENTS = ActivitySource(
    "event", 13, Event, "created_at", SUBSCRIPTION, _event, condition=made_by_somebody, subject_key="subject_id"
)

ATTEMPTS = ActivitySource(
    "attempt",
    2,
    Charge,
    "created_at",
    PAYMENT_INTENT,
    _attempted,
    condition=failed_before,
    subject_key="payment_intent_id",
)
REFUNDS = ActivitySource(
    "refund", 7, Refund, "created_at", PAYMENT_INTENT, _refund, condition=not_released, subject_key="payment_id"
)
DISPUTES = ActivitySource("dispute", 8, Dispute, "created_at", PAYMENT_INTENT, _dispute, subject_key="payment_id")
CLOSINGS = ActivitySource("closing", 9, Dispute, "closed_at", PAYMENT_INTENT, _dispute, subject_key="payment_id")
CREDIT_NOTES = ActivitySource("credit_note", 6, CreditNote, "issued_at", CREDIT_NOTE, _credit_note)
PAUSES = ActivitySource("pause", 10, Subscription, "paused_at", SUBSCRIPTION, _subscription)
UNPAUSES = ActivitySource("unpause", 11, Subscription, "unpaused_at", SUBSCRIPTION, _subscription)

SOURCES = (
    PAYMENTS,
    ATTEMPTS,
    REFUNDS,
    DISPUTES,
    CLOSINGS,
    ISSUES,
    INVOICE_PAYMENTS,
    VOIDINGS,
    WRITE_OFFS,
    CREDIT_NOTES,
    STARTS,
    PAUSES,
    UNPAUSES,
    REQUESTS,
    ENDS,
    ENDS_BY_TIME,
    EVENTS,
)
# The relations that find the objects of entries.
SUBJECTS = tuple(dict.fromkeys(source.subject for source in SOURCES))


class ActivitySubject(StrEnum):
    """What a timeline can be narrowed to."""

    PAYMENTS = "payments"
    SUBSCRIPTIONS = "subscriptions"
    INVOICES = "invoices"


_SUBJECTS: dict[ActivitySubject, tuple[BelongsTo[Any], ...]] = {
    ActivitySubject.PAYMENTS: (PAYMENT_INTENT,),
    ActivitySubject.SUBSCRIPTIONS: (SUBSCRIPTION,),
    ActivitySubject.INVOICES: (INVOICE, CREDIT_NOTE),
}


def sources_about(subject: ActivitySubject | None) -> tuple[int, ...]:
    """The places in SOURCES of those whose entries are about it; of all without a subject."""
    return tuple(
        place for place, source in enumerate(SOURCES) if subject is None or source.subject in _SUBJECTS[subject]
    )
