"""The payment intent: a payment and its outcome."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced
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


class RefundStatus(StrEnum):
    """How much of what was received has been given back."""

    NONE = "NONE"
    PARTIAL = "PARTIAL"
    FULL = "FULL"


class PaymentIntent(Identified, Sourced, table=True):
    """`customer_id` is null for a guest's payment; the method's card data is brand and last four only.

    `stated` is what the payment said of itself. From it, its charges, their refunds and disputes and its invoice
    payments follow `invoice_id`, the amounts from `amount_received` on, and the method and failure
    (`models.billing.payment_figures`). `disputes_incomplete`: a charge is disputed, and its dispute
    is not known or is of another currency. `extra` is the metadata; null where only a charge told of the payment, and
    on a row from before it was kept.
    """

    __tablename__ = "payment_intent"
    __table_args__ = (
        Index("ix_payment_intent_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_payment_intent_of_status", *SCOPE, "customer_id", "status", "created_at", "id"),
        Index("ix_payment_intent_by_invoice", *SCOPE, "invoice_id"),
        Index("ix_payment_intent_by_method", *SCOPE, "payment_method_id"),
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
    amount_received: int = columns.amount(default=0)
    amount_refunded: int = columns.amount(default=0)
    refund_status: RefundStatus = columns.member(RefundStatus, default=RefundStatus.NONE)
    amount_disputed: int = columns.amount(default=0)
    disputed: bool = False
    disputes_incomplete: bool = False
    amount_capturable: int | None = columns.amount(default=None)
    payment_method_id: str | None = columns.text(default=None)
    latest_charge_id: str | None = columns.text(default=None)
    extra: dict[str, str] | None = columns.json(default=None, sa_column_kwargs={"name": "metadata"})
    stated: dict[str, Any] | None = columns.json(default=None)
