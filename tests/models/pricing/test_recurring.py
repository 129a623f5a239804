"""What a subscription brings in a month."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models.billing.discount import CouponDuration
from models.billing.plan import BillingInterval
from models.billing.subscription import SubscriptionStatus
from models.pricing.discount import Discount
from models.pricing.recurring import MonthlyRecurring, monthly_recurring
from models.pricing.terms import ItemTerms, Pause, PayerTerms, SubscriptionTerms
from models.values.instant import Instant, parse_rfc3339

NOW = parse_rfc3339("2026-11-22T12:00:00Z")
ITEM = ItemTerms(
    1000,
    BillingInterval.MONTH,
    1,
    parse_rfc3339("2026-11-01T00:00:00Z"),
    parse_rfc3339("2026-12-01T00:00:00Z"),
)
YEARLY = ITEM._replace(amount=12_100, interval=BillingInterval.YEAR)
TERMS = SubscriptionTerms(SubscriptionStatus.ACTIVE, (ITEM,))
HALF = Discount(CouponDuration.FOREVER, percent_off=Decimal(50))
OFF = Discount(CouponDuration.REPEATING, amount_off=100, currency="GBP")


def recurring(payer: PayerTerms | None = None, **terms: Any) -> MonthlyRecurring:
    return monthly_recurring(TERMS._replace(**terms), payer or PayerTerms(), NOW)


def test_items_of_any_interval_are_brought_to_a_month_exactly() -> None:
    assert recurring(items=(ITEM, YEARLY)) == (1000 + Fraction(12_100, 12), True)


def test_a_subscription_that_is_not_charged_brings_nothing() -> None:
    assert recurring(status=SubscriptionStatus.UNPAID) == (0, True)
    assert recurring(status=SubscriptionStatus.TRIALING) == (0, True)
    assert recurring(pause=Pause()) == (0, True)
    assert recurring(cancel_at=NOW) == (0, True)


def test_collection_that_resumed_counts_again() -> None:
    assert recurring(pause=Pause(Instant(NOW - 1))) == (1000, True)


def test_discounts_count_unless_they_are_for_a_single_invoice_or_over() -> None:
    assert recurring(discounts=(HALF,)) == (500, True)
    assert recurring(PayerTerms(discounts=(HALF,))) == (500, True)
    assert recurring(discounts=(replace(HALF, duration=CouponDuration.ONCE),)) == (1000, True)
    assert recurring(discounts=(replace(HALF, ends_at=NOW),)) == (1000, True)


def test_an_amount_off_counts_where_all_items_have_one_interval() -> None:
    assert recurring(items=(ITEM, ITEM), discounts=(OFF,)) == (1900, True)
    assert recurring(items=(ITEM, YEARLY), discounts=(OFF,)) == (1000 + Fraction(12_100, 12), False)


def test_an_amount_off_that_is_over_leaves_nothing_unknown() -> None:
    over = replace(OFF, ends_at=NOW)

    assert recurring(items=(ITEM, YEARLY), discounts=(over,)) == (1000 + Fraction(12_100, 12), True)


def test_metered_items_are_left_out_and_unknown_prices_are_told() -> None:
    metered = ITEM._replace(amount=None, is_metered=True)
    unpriced = ITEM._replace(amount=None)

    assert recurring(items=(ITEM, metered)) == (1000, True)
    assert recurring(items=(ITEM, unpriced)) == (1000, False)
