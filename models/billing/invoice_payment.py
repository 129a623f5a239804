"""An invoice payment: how much of an invoice was, or is to be, paid by which payment."""

from enum import StrEnum

from sqlalchemy import Index

from models import columns
from models.ownership import owned_through
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class InvoicePaymentStatus(StrEnum):
    """Stripe's invoice payment statuses."""

    OPEN = "OPEN"
    PAID = "PAID"
    CANCELED = "CANCELED"


class InvoicePayment(Identified, Sourced, table=True):
    """`payment_id` is the payment intent, or the charge that has none; null for money from elsewhere."""

    __tablename__ = "invoice_payment"
    __table_args__ = (
        Index("ix_invoice_payment_by_payment", *SCOPE, "payment_id", "id"),
        Index("ix_invoice_payment_by_invoice", *SCOPE, "invoice_id", "id"),
        Index("ix_invoice_payment_by_charge", *SCOPE, "charge_id"),
        owned_through("invoice_id", "invoice"),
    )

    invoice_id: str = columns.text()
    payment_id: str | None = columns.text(default=None)
    payment_intent_id: str | None = columns.text(default=None)
    charge_id: str | None = columns.text(default=None)
    status: InvoicePaymentStatus | None = columns.member(InvoicePaymentStatus, default=None)
    currency: str | None = None
    amount_paid: int | None = columns.amount(default=None)
    amount_requested: int | None = columns.amount(default=None)
    paid_at: Instant | None = columns.instant(default=None)
    created_at: Instant | None = columns.instant(default=None)
