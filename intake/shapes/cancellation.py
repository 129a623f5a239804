"""The cancellation of Stripe's subscription: requested, scheduled, or done."""

from intake.shapes.fields import Fields
from intake.shapes.translated import Row
from models.billing.cancellation import CancellationCause, CancellationReason
from models.billing.subscription import ENDED, SubscriptionStatus
from models.values.instant import Instant

_CAUSES = {
    "cancellation_requested": CancellationCause.REQUESTED,
    "payment_failed": CancellationCause.PAYMENT_FAILED,
    "payment_disputed": CancellationCause.PAYMENT_DISPUTED,
}


def read_cancellation(fields: Fields, status: SubscriptionStatus, period_end: Instant) -> Row:
    """The columns of a cancellation.

    Stripe's `canceled_at` is when it was asked for, even while the end is still to come; it is ours only
    once the subscription is canceled.
    """
    ended = status in ENDED
    canceled_at = fields.moment("canceled_at")
    ended_at = fields.moment("ended_at") or canceled_at
    cancel_at = None if ended else _read_cancel_at(fields, period_end)
    canceled = status is SubscriptionStatus.CANCELED
    cause = _read_cause(fields)
    scheduled = cancel_at is not None and cause is CancellationCause.UNKNOWN
    requested = cause is CancellationCause.REQUESTED and (canceled or cancel_at is not None)
    return {
        "cancel_at": cancel_at,
        "canceled_at": (canceled_at or ended_at) if canceled else None,
        "ended_at": ended_at if ended else None,
        "cancellation_requested_at": canceled_at if requested or scheduled else None,
        "cancellation_requested_by": None,
        "cancellation_cause": cause if canceled or cancel_at is not None else None,
        **(_read_details(fields) if canceled or cancel_at is not None else _NO_DETAILS),
    }


_NO_DETAILS: Row = {"cancellation_reason": None, "cancellation_comment": None}


def _read_cancel_at(fields: Fields, period_end: Instant) -> Instant | None:
    at_period_end = fields.flag("cancel_at_period_end")
    return fields.moment("cancel_at") or (period_end if at_period_end else None)


def _read_cause(fields: Fields) -> CancellationCause:
    details = fields.child("cancellation_details") or Fields({})
    return _CAUSES.get(details.text("reason") or "", CancellationCause.UNKNOWN)


def _read_details(fields: Fields) -> Row:
    details = fields.child("cancellation_details")
    if details is None:
        return _NO_DETAILS
    return {
        "cancellation_reason": _read_reason(details),
        "cancellation_comment": details.text("comment"),
    }


def _read_reason(details: Fields) -> CancellationReason | None:
    """An unknown feedback is OTHER: a new reason must not make a subscription fail."""
    feedback = details.text("feedback")
    if feedback is None:
        return None
    known = feedback.upper() in CancellationReason.__members__
    return CancellationReason(feedback.upper()) if known else CancellationReason.OTHER
