"""The payment intent: a payment and its outcome."""

from enum import StrEnum

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced, references
from models.values.instant import Instant


class PaymentIntentStatus(StrEnum):
    """Stripe's statuses, and `FAILED` for a payment that needs a new method after a failure."""

    REQUIRES_PAYMENT_METHOD = "REQUIRES_PAYMENT_METHOD"
    REQUIRES_CONFIRMATION = "REQUIRES_CONFIRMATION"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    PROCESSING = "PROCESSING"
    REQUIRES_CAPTURE = "REQUIRES_CAPTURE"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"


class PaymentIntent(Identified, Sourced, table=True):
    """`customer_id` is null for a guest's payment. Of a card, only the brand and the last four digits are stored."""

    __tablename__ = "payment_intent"
    __table_args__ = (
        references("customer_id", "customer"),
        references("invoice_id", "invoice"),
        Index("ix_payment_intent_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_payment_intent_by_invoice", *SCOPE, "invoice_id"),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    invoice_id: str | None = columns.text(default=None)
    amount: int = columns.amount()
    currency: str
    status: PaymentIntentStatus = columns.member(PaymentIntentStatus)
    description: str | None = None
    created_at: Instant = columns.instant()
    failure_code: str | None = None
    failure_message: str | None = None
    method_type: str | None = None
    method_brand: str | None = None
    method_last4: str | None = None
