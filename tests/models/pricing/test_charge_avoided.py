"""The first charge that an end avoids, and what the charges before it change."""

from decimal import Decimal
from typing import Any

import pytest

from models.billing.discount import CouponDuration
from models.billing.plan import BillingInterval
from models.billing.subscription import SubscriptionStatus
from models.pricing.avoided_charge import charge_avoided
from models.pricing.discount import Discount
from models.pricing.next_charge import ChargeUnknown, NextCharge, next_charge
from models.pricing.terms import ItemTerms, Pause, PayerTerms, SubscriptionTerms
from models.pricing.upcoming_invoice import Line
from models.values.instant import Instant, parse_rfc3339


def day(text: str) -> Instant:
    return parse_rfc3339(f"{text}T00:00:00Z")


NOW = parse_rfc3339("2026-11-22T12:00:00Z")
END, SECOND_END, THIRD_END = day("2026-12-01"), day("2027-01-01"), day("2027-02-01")
ITEM = ItemTerms(1000, BillingInterval.MONTH, 1, day("2026-11-01"), END)
YEARLY = ItemTerms(9000, BillingInterval.YEAR, 1, day("2026-06-15"), day("2027-06-15"))
WEEKLY = ItemTerms(100, BillingInterval.WEEK, 1, day("2026-11-20"), day("2026-11-27"))
TERMS = SubscriptionTerms(SubscriptionStatus.ACTIVE, (ITEM,))
PAYER = PayerTerms()


def half(duration: CouponDuration, **overrides: Any) -> Discount:
    return Discount(duration, percent_off=Decimal(50), **overrides)


ONCE, FOREVER = half(CouponDuration.ONCE), half(CouponDuration.FOREVER)


def avoided(ends_at: Instant, payer: PayerTerms = PAYER, **terms: Any) -> NextCharge | None:
    return charge_avoided(TERMS._replace(**terms), payer, ends_at, NOW)


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"discounts": (ONCE,)},
        {"items": (ITEM, YEARLY, WEEKLY)},
        {"status": SubscriptionStatus.TRIALING, "trial_end": END},
        {"pause": Pause(resumes_at=day("2026-12-24"))},
        {"items": (ITEM._replace(amount=None, is_metered=True),)},
        {"status": SubscriptionStatus.UNPAID},
    ],
)
def test_an_end_before_the_next_charge_avoids_that_charge(terms: dict[str, Any]) -> None:
    payer = PayerTerms(balance=-300)
    following = next_charge(TERMS._replace(**terms), payer, NOW)

    assert avoided(NOW, payer, **terms) == following
    assert following is None or avoided(following.at, payer, **terms) == following


def test_pending_items_are_charged_whether_or_not_the_subscription_ends() -> None:
    metered = ITEM._replace(amount=None, is_metered=True)
    payer = PayerTerms(pending=(Line(250),))

    assert avoided(END, payer) == avoided(NOW, payer) == NextCharge(END, 1000)
    assert avoided(END, payer._replace(balance=-300)) == NextCharge(END, 950)
    assert avoided(END, payer._replace(balance=-2000)) == NextCharge(END, 0, balance_after=-750)
    assert avoided(NOW, payer, cancel_at=END) is avoided(END, payer, cancel_at=END) is None
    assert avoided(NOW, payer, cancel_at=END, automatic_tax=True) is None
    assert avoided(NOW, payer, cancel_at=END, items=(metered,)) == NextCharge(END, unknown=ChargeUnknown.METERED)


def test_earlier_charges_use_up_pending_items_debts_and_discounts_for_one_invoice() -> None:
    payer = PayerTerms(balance=500, pending=(Line(250),))
    later = Instant(END + 1)

    assert avoided(later, payer) == NextCharge(SECOND_END, 1000)
    assert avoided(later, discounts=(ONCE,)) == NextCharge(SECOND_END, 1000)
    assert avoided(later, discounts=(FOREVER,)) == NextCharge(SECOND_END, 500)
    assert avoided(later, discounts=(half(CouponDuration.REPEATING, ends_at=SECOND_END),)) == NextCharge(
        SECOND_END, 1000
    )
    assert avoided(later, PayerTerms(discounts=(ONCE,))) == NextCharge(SECOND_END, 1000)
    assert avoided(later, items=(ITEM._replace(discounts=(ONCE,)),)) == NextCharge(SECOND_END, 1000)


def test_credit_lasts_until_it_is_used_up() -> None:
    later = Instant(END + 1)

    assert avoided(later, PayerTerms(balance=-900)) == NextCharge(SECOND_END, 1000)
    assert avoided(later, PayerTerms(balance=-1300)) == NextCharge(SECOND_END, 700)
    assert avoided(THIRD_END, PayerTerms(balance=-2300)) == NextCharge(THIRD_END, 700)
    assert avoided(later, PayerTerms(balance=-5000)) == NextCharge(SECOND_END, 0, balance_after=-3000)


def test_how_much_credit_is_left_by_then_can_be_unknown() -> None:
    metered = WEEKLY._replace(amount=None, is_metered=True)

    assert avoided(END, PayerTerms(balance=-1), items=(ITEM, metered)) == NextCharge(END, unknown=ChargeUnknown.METERED)
    assert avoided(END, items=(ITEM, metered)) == NextCharge(END, 1000)


def test_items_with_periods_of_their_own_are_charged_by_them() -> None:
    items = (ITEM, YEARLY, WEEKLY)

    assert avoided(Instant(NOW + 1), items=items) == NextCharge(day("2026-11-27"), 100)
    assert avoided(day("2026-11-28"), items=items) == NextCharge(END, 1000)
    assert avoided(day("2026-12-02"), items=items) == NextCharge(day("2026-12-04"), 100)
    assert avoided(day("2027-06-12"), items=items) == NextCharge(day("2027-06-15"), 9000)
    assert avoided(day("2027-01-01"), items=items) == NextCharge(day("2027-01-01"), 1100)


@pytest.mark.parametrize(("ends_at", "at"), [("2027-02-02", "2027-02-28"), ("2028-02-01", "2028-02-29")])
def test_the_day_of_the_month_is_kept(ends_at: str, at: str) -> None:
    item = ITEM._replace(period_start=day("2026-10-31"), period_end=day("2026-11-30"))

    assert avoided(day(ends_at), items=(item,)) == NextCharge(day(at), 1000)


def test_after_a_trial_the_periods_follow_its_end() -> None:
    trial = {"status": SubscriptionStatus.TRIALING, "trial_end": day("2026-11-25")}

    assert avoided(day("2027-01-01"), **trial) == NextCharge(day("2027-01-25"), 1000)


@pytest.mark.parametrize(
    ("cancel_at", "expected"), [(SECOND_END, None), (day("2028-01-01"), NextCharge(SECOND_END, 1000))]
)
def test_a_charge_that_a_scheduled_end_avoids_already_is_not_avoided_again(
    cancel_at: Instant, expected: NextCharge | None
) -> None:
    assert avoided(Instant(END + 1), cancel_at=cancel_at) == expected


def test_without_news_since_a_period_ended_the_amount_is_not_known() -> None:
    item = ITEM._replace(period_start=day("2026-10-01"), period_end=day("2026-11-01"))

    assert avoided(NOW, items=(item,)) == NextCharge(END, unknown=ChargeUnknown.OUT_OF_DATE)


def test_usage_until_a_scheduled_end_is_not_avoided_by_it() -> None:
    metered = (ITEM, ITEM._replace(amount=None, is_metered=True))

    assert avoided(END, items=metered, cancel_at=END) is None
    assert avoided(NOW, items=metered, cancel_at=END) == NextCharge(END, unknown=ChargeUnknown.METERED)


def test_what_is_not_known_of_the_customer_is_not_known_later() -> None:
    unknown = NextCharge(SECOND_END, unknown=ChargeUnknown.PRICE_NOT_KNOWN)

    assert avoided(SECOND_END, PayerTerms(is_known=False)) == unknown
