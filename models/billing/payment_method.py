"""A payment method: what a customer pays with."""

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class PaymentMethod(Identified, Sourced, table=True):
    """`customer_id` is null once it is detached: payments keep naming it. Of a card: brand, last four, expiry.

    The customer names the default one (`customer.default_payment_method_id`).
    """

    __tablename__ = "payment_method"
    __table_args__ = (
        Index("ix_payment_method_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    type: str
    brand: str | None = None
    last4: str | None = None
    expires_month: int | None = None
    expires_year: int | None = None
    created_at: Instant = columns.instant()
