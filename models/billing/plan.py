"""The plan: a subscription's price. It is Stripe's price with its product's name."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import Index

from models import columns
from models.ownership import owned_by_no_customer
from models.scoped import SCOPE, Identified, Sourced
from models.values.instant import DAY, Instant, shift


class BillingInterval(StrEnum):
    """The unit of the period that a plan's price covers."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


# Billing counts 365 days and 52 weeks a year.
_INTERVALS_A_MONTH = {
    BillingInterval.DAY: Fraction(365, 12),
    BillingInterval.WEEK: Fraction(52, 12),
    BillingInterval.MONTH: Fraction(1),
    BillingInterval.YEAR: Fraction(1, 12),
}

_LONGEST = {
    BillingInterval.DAY: DAY,
    BillingInterval.WEEK: 7 * DAY,
    BillingInterval.MONTH: 31 * DAY,
    BillingInterval.YEAR: 366 * DAY,
}


class Product(Identified, Sourced, table=True):
    """What a plan sells. Each import copies its name to its plans."""

    __table_args__ = owned_by_no_customer()

    name: str


class Plan(Identified, Sourced, table=True):
    """`unit_amount` is exact, in minor units and perhaps fractional; `amount` is it, rounded half to even.

    Both are null where no single amount is known. `name` is `nickname`, else `product_name`, which is the product's
    id until the product is known. A plan whose id alone is known has no product, currency or interval.

    `tiers` is `[{up_to, unit_amount, flat_amount}]`, the last `up_to` null, amounts in exact minor units as text.
    `currency_options` is `{currency: {unit_amount, tiers}}` beside the plan's own. `package_size` units are sold
    together, a broken package rounded as `package_rounding` ("up", "down") says.
    """

    __table_args__ = (Index("ix_plan_by_product", *SCOPE, "product_id"), owned_by_no_customer())

    product_id: str | None = columns.text(default=None)
    product_name: str
    nickname: str | None = None
    name: str
    unit_amount: Decimal | None = columns.exact_decimal(default=None)
    amount: int | None = columns.amount(default=None)
    currency: str | None = None
    interval: BillingInterval | None = columns.member(BillingInterval, default=None)
    interval_count: int | None = None
    is_metered: bool = False
    billing_scheme: str | None = None
    tiers_mode: str | None = None
    tiers: list[dict[str, Any]] | None = columns.json(default=None)
    currency_options: dict[str, Any] | None = columns.json(default=None)
    package_size: int | None = columns.amount(default=None)
    package_rounding: str | None = None


def monthly_amount(amount: int, interval: BillingInterval, interval_count: int) -> Fraction:
    """The exact monthly share of a period's amount, in minor units."""
    return amount * _INTERVALS_A_MONTH[interval] / interval_count


def renewal_after(start: Instant, interval: BillingInterval, interval_count: int, periods: int) -> Instant:
    """The start of the period that is `periods` periods after `start`. Months keep the day if it exists."""
    count = interval_count * periods
    match interval:
        case BillingInterval.DAY:
            return shift(start, days=count)
        case BillingInterval.WEEK:
            return shift(start, days=7 * count)
        case BillingInterval.MONTH:
            return shift(start, months=count)
        case BillingInterval.YEAR:
            return shift(start, months=12 * count)


def first_renewal_from(
    moment: Instant, start: Instant, interval: BillingInterval, interval_count: int
) -> Instant | None:
    """The first renewal at or after `moment`, counted from one at `start`; None after the year 9999."""
    # Start from an estimate with the longest possible periods, which never overshoots; few steps remain.
    periods = max(0, (moment - start) // (_LONGEST[interval] * interval_count))
    try:
        while (renewal := renewal_after(start, interval, interval_count, periods)) < moment:
            periods += 1
    except (OverflowError, ValueError):
        return None
    return renewal


def period_anchor(start: Instant, end: Instant, interval: BillingInterval, interval_count: int) -> Instant:
    """The moment that later periods are counted from.

    A month that began on the 31st ends on the 28th, and the next one on the 31st again: where a period is exactly one
    interval long, its start knows the day that later periods keep.
    """
    return start if first_renewal_from(Instant(start + 1), start, interval, interval_count) == end else end
