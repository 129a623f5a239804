"""A payment method: what a customer pays with."""

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant, start_of_month

# The first and the last that a moment can lie in.
_FIRST_MONTH = 12
_LAST_YEAR = 9999


class PaymentMethod(Identified, Sourced, table=True):
    """`customer_id` is null once it is detached: payments keep naming it. Of a card: brand, last four, expiry.

    `is_default` is 1 for the one that the customer names (`customer.default_payment_method_id`), else 0: copied when
    either is written, so that lists can be ordered by it.
    """

    __tablename__ = "payment_method"
    __table_args__ = (
        Index("ix_payment_method_by_customer", *SCOPE, "customer_id", "is_default", "created_at", "id"),
        owned_by("customer_id"),
    )

    customer_id: str | None = columns.text(default=None)
    type: str
    brand: str | None = None
    last4: str | None = None
    expires_month: int | None = None
    expires_year: int | None = None
    created_at: Instant = columns.instant()
    is_default: int = columns.amount(default=0)


def card_end(month: int | None, year: int | None) -> Instant | None:
    """When the month in which a card ends is over, in UTC; None for what has no end."""
    if month is None or year is None or year >= _LAST_YEAR:
        return None
    return start_of_month(max(_FIRST_MONTH, year * 12 + month))


def has_expired(month: int | None, year: int | None, now: Instant) -> bool:
    """Whether the month in which a card ends is over, in UTC; False for what has no end."""
    end = card_end(month, year)
    return end is not None and end <= now
