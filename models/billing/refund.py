"""A refund: money of a charge given back."""

from enum import StrEnum

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class RefundState(StrEnum):
    """Stripe's refund statuses."""

    PENDING = "PENDING"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"


GAVE_NOTHING_BACK = frozenset({RefundState.FAILED, RefundState.CANCELED})


class Refund(Identified, Sourced, table=True):
    """`payment_id` is its payment, found through its charge if need be; null until that is known.

    `customer_id` is the payment's, copied when either is written.
    """

    __table_args__ = (
        Index("ix_refund_by_payment", *SCOPE, "payment_id", "created_at", "id"),
        Index("ix_refund_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_refund_by_charge", *SCOPE, "charge_id"),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    payment_id: str | None = columns.text(default=None)
    payment_intent_id: str | None = columns.text(default=None)
    charge_id: str | None = columns.text(default=None)
    status: RefundState = columns.member(RefundState)
    currency: str
    amount: int = columns.amount()
    reason: str | None = None
    failure_reason: str | None = None
    created_at: Instant = columns.instant()
