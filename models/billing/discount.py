"""Coupons, and discounts: a coupon as it was given to a customer, a subscription, an item or an invoice."""

from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by_no_customer
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import Instant


class CouponDuration(StrEnum):
    """How long a coupon takes something off."""

    ONCE = "ONCE"
    REPEATING = "REPEATING"
    FOREVER = "FOREVER"


class Coupon(Identified, Sourced, table=True):
    """Either `percent_off`, or `amount_off` in minor units of `currency`; both null where they are not known.

    `currency_options` is the amount off in other currencies, `{currency: minor units}`. `product_ids` are the only
    products it applies to; null is all.
    """

    __table_args__ = (owned_by_no_customer(),)

    name: str | None = None
    percent_off: Decimal | None = columns.exact_decimal(default=None)
    amount_off: int | None = columns.amount(default=None)
    currency: str | None = None
    currency_options: dict[str, int] | None = columns.json(default=None)
    duration: CouponDuration | None = columns.member(CouponDuration, default=None)
    duration_in_months: int | None = None
    product_ids: list[str] | None = columns.json(default=None)


class Discount(Identified, Sourced, table=True):
    """Its holders name it in their order (`discount_ids`); the coupon says what it takes off.

    `ends_at` null is no end. A deleted one takes off nothing more.
    """

    __table_args__ = (Index("ix_discount_by_coupon", *SCOPE, "coupon_id"), owned_by_no_customer())

    coupon_id: str | None = columns.text(default=None)
    customer_id: str | None = columns.text(default=None)
    subscription_id: str | None = columns.text(default=None)
    subscription_item_id: str | None = columns.text(default=None)
    invoice_id: str | None = columns.text(default=None)
    starts_at: Instant | None = columns.instant(default=None)
    ends_at: Instant | None = columns.instant(default=None)
