"""A charge: one attempt to take a payment's money, and what became of it."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, and_

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant
from storage.columns import partial_index


class ChargeStatus(StrEnum):
    """Stripe's charge statuses."""

    SUCCEEDED = "SUCCEEDED"
    PENDING = "PENDING"
    FAILED = "FAILED"


class Charge(Identified, Sourced, table=True):
    """`payment_intent_id` names its payment, which has the charge's own id where there is no payment intent.

    `customer_id` is the payment's, copied when either is written. Until the payment is known it is the charge's own.
    `failure_code` is the decline code where there is one. The neighbours it names may be absent.
    """

    __table_args__ = (
        Index("ix_charge_by_payment_intent", *SCOPE, "payment_intent_id", "created_at", "id"),
        partial_index("ix_charge_by_failure", *SCOPE, "customer_id", "created_at", "id", where="status = 'FAILED'"),
        owned_by("customer_id"),
    )

    payment_intent_id: str = columns.text()
    customer_id: str | None = columns.text(default=None)
    payment_method_id: str | None = columns.text(default=None)
    status: ChargeStatus = columns.member(ChargeStatus)
    currency: str
    amount: int = columns.amount()
    amount_captured: int = columns.amount()
    amount_refunded: int = columns.amount()
    disputed: bool
    failure_code: str | None = None
    failure_message: str | None = None
    method_type: str | None = None
    method_brand: str | None = None
    method_last4: str | None = None
    risk_level: str | None = None
    description: str | None = None
    created_at: Instant = columns.instant()

    @property
    def is_only_authorised(self) -> bool:
        """Whether the bank agreed, and nothing was taken: it is held, or was released."""
        return self.status is ChargeStatus.SUCCEEDED and self.amount > 0 and self.amount_captured == 0


def is_only_authorised(charge: Any) -> ColumnElement[bool]:
    """The rule of the property, over the columns."""
    return and_(charge.status == ChargeStatus.SUCCEEDED, charge.amount > 0, charge.amount_captured == 0)
