"""The words of a timeline entry: what happened in a sentence, and, where known, who did it and why."""

from collections.abc import Callable

from models.billing.cancellation import CancellationCause, reason_words
from models.billing.event import EventType
from models.billing.payment_failure import failure_reason
from models.billing.payment_intent import PaymentIntentStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from resolvers.activity import payment_wording, sources
from resolvers.activity.activity import Activity, ActivityKind, moment_in_utc
from resolvers.activity.description import Description, amount_of, because
from resolvers.activity.facts import Facts
from resolvers.activity.sources import ActivitySource


def describe(
    source: ActivitySource, activity_id: str, at: Instant, customer_id: str, subject_id: str | None, facts: Facts
) -> Activity:
    """The timeline entry for a row of this source."""
    description = DESCRIBERS[source](facts)
    amount, currency = facts.amount, facts.currency
    return Activity(
        id=activity_id,
        at=at,
        rank=source.rank,
        customer_id=customer_id,
        subject=source.subject,
        subject_id=subject_id,
        amount=None if amount is None or currency is None else (amount_of(facts), amount, currency),
        **description._asdict(),
    )


OUTCOMES = {
    PaymentIntentStatus.SUCCEEDED: (ActivityKind.PAYMENT_SUCCEEDED, "succeeded"),
    PaymentIntentStatus.FAILED: (ActivityKind.PAYMENT_FAILED, "failed"),
    PaymentIntentStatus.CANCELED: (ActivityKind.PAYMENT_CANCELED, "was cancelled"),
    PaymentIntentStatus.PROCESSING: (ActivityKind.PAYMENT_PENDING, "is being processed"),
    PaymentIntentStatus.REQUIRES_ACTION: (ActivityKind.PAYMENT_PENDING, "is waiting for the customer to confirm it"),
    PaymentIntentStatus.REQUIRES_CAPTURE: (ActivityKind.PAYMENT_PENDING, "is authorised and waiting to be captured"),
    PaymentIntentStatus.REQUIRES_CONFIRMATION: (ActivityKind.PAYMENT_PENDING, "is waiting to be confirmed"),
    PaymentIntentStatus.REQUIRES_PAYMENT_METHOD: (ActivityKind.PAYMENT_PENDING, "is waiting for a payment method"),
}


def _describe_payment(facts: Facts) -> Description:
    kind, outcome = OUTCOMES[PaymentIntentStatus(facts.state or "")]
    reason = None
    if kind is ActivityKind.PAYMENT_FAILED:
        reason = failure_reason(facts.failure_code, facts.failure_message)
    return Description(kind, because(f"Payment of {amount_of(facts)} {outcome}", reason), reason=reason)


def _describe_invoice(kind: ActivityKind, outcome: str) -> Callable[[Facts], Description]:
    def describe_one(facts: Facts) -> Description:
        name = f"Invoice {facts.number}" if facts.number else "Invoice"
        # Nobody pays a credit, nor an invoice that comes to nothing.
        became = "settled" if kind is ActivityKind.INVOICE_PAID and (facts.amount or 0) <= 0 else outcome
        return Description(kind, f"{name} for {amount_of(facts)} was {became}.")

    return describe_one


def _describe_start(facts: Facts) -> Description:
    return Description(ActivityKind.SUBSCRIPTION_STARTED, f"{_subscription(facts)} started.")


def _describe_pause(facts: Facts) -> Description:
    summary = f"{_subscription(facts)} was paused: payments are not being collected."
    return Description(ActivityKind.SUBSCRIPTION_PAUSED, summary)


def _describe_unpause(facts: Facts) -> Description:
    summary = f"{_subscription(facts)} was resumed: payments are being collected again."
    return Description(ActivityKind.SUBSCRIPTION_UNPAUSED, summary)


def _describe_request(facts: Facts) -> Description:
    kind = ActivityKind.SUBSCRIPTION_CANCELLATION_SCHEDULED
    return Description(kind, _scheduled(facts, facts.until), facts.actor, _reason(facts), facts.until)


CAUSES = {
    CancellationCause.REQUESTED: "",
    CancellationCause.PAYMENT_FAILED: " because its payment failed",
    CancellationCause.PAYMENT_DISPUTED: " because a payment was disputed",
    CancellationCause.UNKNOWN: "",
}


def _describe_end(facts: Facts) -> Description:
    if facts.state == SubscriptionStatus.INCOMPLETE_EXPIRED:
        return Description(ActivityKind.SUBSCRIPTION_ENDED, f"{_subscription(facts)} expired before its first payment.")
    if facts.requested_at is None or facts.until is None or facts.requested_at < facts.until:
        why = "" if facts.cause is None else CAUSES[CancellationCause(facts.cause)]
        return Description(ActivityKind.SUBSCRIPTION_ENDED, f"{_subscription(facts)} ended{why}.")
    return _canceled(facts)


def _describe_event(facts: Facts) -> Description:
    if facts.state == EventType.SUBSCRIPTION_CANCELED:
        return _canceled(facts)
    if facts.state == EventType.SUBSCRIPTION_CANCELLATION_SCHEDULED:
        until = ((facts.changes or {}).get("after") or {}).get("cancel_at")
        kind = ActivityKind.SUBSCRIPTION_CANCELLATION_SCHEDULED
        return Description(kind, _scheduled(facts, until), facts.actor, _reason(facts), until)
    if facts.state == EventType.SUBSCRIPTION_ENDED:
        return Description(ActivityKind.SUBSCRIPTION_ENDED, f"{_subscription(facts)} ended.")
    if facts.state == EventType.SUBSCRIPTION_RESUMED:
        summary = f"{_subscription(facts)} will continue: its scheduled cancellation was withdrawn."
        return Description(ActivityKind.SUBSCRIPTION_RESUMED, summary, facts.actor, _reason(facts))
    # A newer version of the service may write event types that this one does not know.
    summary = f"{(facts.state or '').replace('.', ' ').replace('_', ' ').capitalize()}."
    return Description(ActivityKind.OTHER, summary, facts.actor, _reason(facts))


def _canceled(facts: Facts) -> Description:
    kind = ActivityKind.SUBSCRIPTION_CANCELED
    return Description(kind, f"{_subscription(facts)} was cancelled.", facts.actor, _reason(facts))


def _scheduled(facts: Facts, until: Instant | None) -> str:
    when = "" if until is None else f" on {moment_in_utc(until)}"
    return f"{_subscription(facts)} was scheduled to end{when}."


def _subscription(facts: Facts) -> str:
    """All that it is of, each product once, in the order of the items."""
    names = list(dict.fromkeys(name for _, name in sorted(facts.products or ())))
    if not names:
        return "Subscription"
    return f"Subscription to {' and '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}"


def _reason(facts: Facts) -> str | None:
    words = [reason_words(facts.reason), (facts.comment or "").strip()]
    return ": ".join(word for word in words if word) or None


DESCRIBERS = {
    sources.ATTEMPTS: payment_wording.describe_attempt,
    sources.REFUNDS: payment_wording.describe_refund,
    sources.DISPUTES: payment_wording.describe_dispute,
    sources.CLOSINGS: payment_wording.describe_closing,
    sources.CREDIT_NOTES: payment_wording.describe_credit_note,
    sources.PAUSES: _describe_pause,
    sources.UNPAUSES: _describe_unpause,
    sources.PAYMENTS: _describe_payment,
    sources.ISSUES: _describe_invoice(ActivityKind.INVOICE_ISSUED, "issued"),
    sources.INVOICE_PAYMENTS: _describe_invoice(ActivityKind.INVOICE_PAID, "paid"),
    sources.VOIDINGS: _describe_invoice(ActivityKind.INVOICE_VOIDED, "voided"),
    sources.WRITE_OFFS: _describe_invoice(ActivityKind.OTHER, "marked as uncollectible"),
    sources.STARTS: _describe_start,
    sources.REQUESTS: _describe_request,
    sources.ENDS: _describe_end,
    sources.ENDS_BY_TIME: _describe_end,
    sources.EVENTS: _describe_event,
}
