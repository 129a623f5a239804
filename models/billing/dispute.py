"""A dispute: a cardholder's bank takes a charge's money back, or asks about it."""

from enum import StrEnum

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced, moment_index
from models.values.instant import Instant
from storage.columns import partial_index


class DisputeStatus(StrEnum):
    """Stripe's dispute statuses."""

    WARNING_NEEDS_RESPONSE = "WARNING_NEEDS_RESPONSE"
    WARNING_UNDER_REVIEW = "WARNING_UNDER_REVIEW"
    WARNING_CLOSED = "WARNING_CLOSED"
    NEEDS_RESPONSE = "NEEDS_RESPONSE"
    UNDER_REVIEW = "UNDER_REVIEW"
    WON = "WON"
    LOST = "LOST"
    PREVENTED = "PREVENTED"


# Of those that hold money, a lost one has ended.
OPEN = frozenset({DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW})
# Evidence can be handed in.
NEEDS_RESPONSE = frozenset({DisputeStatus.NEEDS_RESPONSE, DisputeStatus.WARNING_NEEDS_RESPONSE})
# As a literal in a statement, it lets the database use the index of these.
AWAITS_RESPONSE = f"status IN ({', '.join(repr(status.value) for status in sorted(NEEDS_RESPONSE))})"
HOLDS_MONEY = OPEN | {DisputeStatus.LOST}


class Dispute(Identified, Sourced, table=True):
    """`payment_id` is its payment, found through its charge if need be; null until that is known.

    `customer_id` is the payment's, copied when either is written.

    `closed_at` is the moment of the event that closed it; null without such an event.
    """

    __table_args__ = (
        Index("ix_dispute_by_payment", *SCOPE, "payment_id", "created_at", "id"),
        Index("ix_dispute_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_dispute_by_charge", *SCOPE, "charge_id"),
        moment_index("ix_dispute_by_closing", "closed_at"),
        partial_index("ix_dispute_awaiting_response", *SCOPE, "customer_id", where=AWAITS_RESPONSE),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    payment_id: str | None = columns.text(default=None)
    payment_intent_id: str | None = columns.text(default=None)
    charge_id: str | None = columns.text(default=None)
    status: DisputeStatus = columns.member(DisputeStatus)
    currency: str
    amount: int = columns.amount()
    reason: str
    evidence_due_at: Instant | None = columns.instant(default=None)
    created_at: Instant = columns.instant()
    closed_at: Instant | None = columns.instant(default=None)
