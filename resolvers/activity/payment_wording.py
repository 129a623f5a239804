"""The words for what became of payments: failed attempts, refunds, disputes and credit notes."""

from models.billing.dispute import DisputeStatus
from models.billing.payment_failure import failure_reason, readable
from models.billing.refund import RefundState
from resolvers.activity.activity import ActivityKind
from resolvers.activity.description import Description, amount_of, because
from resolvers.activity.facts import Facts

_REFUND_REASONS = {
    "duplicate": "It was a duplicate.",
    "expired_uncaptured_charge": "It was not captured in time.",
    "fraudulent": "The payment was fraudulent.",
    "requested_by_customer": "The customer asked for it.",
}
REFUND_OUTCOMES = {
    RefundState.SUCCEEDED: (ActivityKind.PAYMENT_REFUNDED, "was issued"),
    RefundState.PENDING: (ActivityKind.PAYMENT_REFUNDED, "was issued and is on its way"),
    RefundState.REQUIRES_ACTION: (ActivityKind.PAYMENT_REFUNDED, "was issued and is waiting for the customer"),
    RefundState.FAILED: (ActivityKind.OTHER, "failed"),
    RefundState.CANCELED: (ActivityKind.OTHER, "was cancelled"),
}
_INQUIRIES = frozenset(
    {DisputeStatus.WARNING_NEEDS_RESPONSE, DisputeStatus.WARNING_UNDER_REVIEW, DisputeStatus.WARNING_CLOSED}
)
_VERDICTS = {
    DisputeStatus.WON: "was won, and the money was returned",
    DisputeStatus.LOST: "was lost",
    DisputeStatus.PREVENTED: "was prevented",
}


def describe_attempt(facts: Facts) -> Description:
    """An attempt that failed, of a payment that may have succeeded later."""
    reason = failure_reason(facts.failure_code, facts.failure_message)
    summary = because(f"An attempt to take {amount_of(facts)} failed", reason)
    return Description(ActivityKind.PAYMENT_FAILED, summary, reason=reason)


def describe_refund(facts: Facts) -> Description:
    """A refund, told by where it stands now."""
    state = RefundState(facts.state or "")
    kind, outcome = REFUND_OUTCOMES[state]
    reason = _REFUND_REASONS.get(facts.reason or "") or (facts.reason and readable(facts.reason))
    if state is RefundState.FAILED:
        reason = facts.failure_code and readable(facts.failure_code)
    return Description(kind, because(f"A refund of {amount_of(facts)} {outcome}", reason), reason=reason)


def describe_dispute(facts: Facts) -> Description:
    """A dispute when it was opened."""
    is_inquiry = facts.state in _INQUIRIES
    opened = "The bank enquired about a payment of" if is_inquiry else "The customer’s bank disputed"
    reason = facts.reason and readable(facts.reason)
    return Description(ActivityKind.PAYMENT_DISPUTED, because(f"{opened} {amount_of(facts)}", reason), reason=reason)


def describe_closing(facts: Facts) -> Description:
    """A dispute when it was decided."""
    verdict = _VERDICTS.get(DisputeStatus(facts.state or ""), "was closed")
    return Description(ActivityKind.DISPUTE_CLOSED, f"The dispute about {amount_of(facts)} {verdict}.")


def describe_credit_note(facts: Facts) -> Description:
    """A credit note when it was issued."""
    name = f"Credit note {facts.number}" if facts.number else "A credit note"
    reason = facts.reason and readable(facts.reason)
    summary = because(f"{name} for {amount_of(facts)} was issued", reason)
    return Description(ActivityKind.CREDIT_NOTE_ISSUED, summary, reason=reason)
