"""The next charge of a subscription, and why its amount can't be known."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.billing.discount import CouponDuration
from models.billing.plan import BillingInterval
from models.billing.subscription import SubscriptionStatus
from models.pricing.discount import Discount
from models.pricing.next_charge import ChargeUnknown, NextCharge, next_charge
from models.pricing.tax import TaxRate
from models.pricing.terms import ItemTerms, Pause, PayerTerms, Phase, Schedule, ScheduleEnd, SubscriptionTerms
from models.pricing.upcoming_invoice import Line
from models.values.instant import DAY, SECOND, Instant, parse_rfc3339

START = parse_rfc3339("2026-11-01T00:00:00Z")
NOW = parse_rfc3339("2026-11-22T12:00:00Z")
END = parse_rfc3339("2026-12-01T00:00:00Z")
YEAR_END = parse_rfc3339("2027-11-01T00:00:00Z")
LATER = parse_rfc3339("2026-12-15T00:00:00Z")

ITEM = ItemTerms(1000, BillingInterval.MONTH, 1, START, END)
YEARLY = ITEM._replace(amount=9000, interval=BillingInterval.YEAR, period_end=YEAR_END)
TERMS = SubscriptionTerms(SubscriptionStatus.ACTIVE, (ITEM,))
PAYER = PayerTerms()
HALF = Discount(CouponDuration.FOREVER, percent_off=Decimal(50))
VAT = TaxRate(Decimal(20), inclusive=False)
INCLUDED_VAT = VAT._replace(inclusive=True)


def charge(payer: PayerTerms = PAYER, items: Sequence[ItemTerms] = (ITEM,), **terms: Any) -> NextCharge | None:
    return next_charge(TERMS._replace(items=tuple(items), **terms), payer, NOW)


@pytest.mark.parametrize("status", [SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE])
def test_a_running_subscription_is_charged_at_its_periods_end(status: SubscriptionStatus) -> None:
    assert charge(status=status) == NextCharge(END, 1000)


@pytest.mark.parametrize(
    "status",
    [
        SubscriptionStatus.UNPAID,
        SubscriptionStatus.PAUSED,
        SubscriptionStatus.INCOMPLETE,
        SubscriptionStatus.CANCELED,
        SubscriptionStatus.INCOMPLETE_EXPIRED,
    ],
)
def test_a_subscription_that_does_not_run_is_not_charged(status: SubscriptionStatus) -> None:
    assert charge(status=status) is None


def test_a_trial_is_charged_when_it_ends() -> None:
    assert charge(status=SubscriptionStatus.TRIALING, trial_end=LATER) == NextCharge(LATER, 1000)


def test_a_trial_that_needs_a_payment_method_ends_without_a_charge() -> None:
    assert charge(status=SubscriptionStatus.TRIALING, trial_end=LATER, needs_method=True) is None
    assert charge(status=SubscriptionStatus.ACTIVE, needs_method=True) == NextCharge(END, 1000)


def test_what_ends_by_then_is_not_charged() -> None:
    assert charge(cancel_at=END) is None
    assert charge(cancel_at=YEAR_END) == NextCharge(END, 1000)


def test_usage_is_charged_when_the_subscription_ends_with_its_period() -> None:
    metered = ITEM._replace(amount=None, is_metered=True)
    last = NextCharge(END, unknown=ChargeUnknown.METERED)

    assert charge(items=(ITEM, metered), cancel_at=END) == charge(items=(metered,), cancel_at=END) == last
    assert charge(items=(metered,), cancel_at=Instant(END - SECOND)) is None
    assert charge(items=(YEARLY, metered), cancel_at=YEAR_END) == last
    assert charge(items=(ITEM, metered._replace(period_end=YEAR_END)), cancel_at=END) is None
    assert charge(items=(metered,), cancel_at=END, pause=Pause()) is None


def test_usage_within_a_trial_that_ends_with_the_subscription_is_free() -> None:
    metered = ITEM._replace(amount=None, is_metered=True)

    assert charge(items=(metered,), status=SubscriptionStatus.TRIALING, trial_end=END, cancel_at=END) is None


def test_pending_items_alone_are_charged_when_the_subscription_ends_with_its_period() -> None:
    payer = PayerTerms(pending=(Line(500),), balance=-100, discounts=(HALF,))
    last = NextCharge(END, 150)

    assert charge(payer, cancel_at=END) == last
    assert charge(payer, cancel_at=END, status=SubscriptionStatus.TRIALING, trial_end=END) == last
    assert charge(payer, cancel_at=END, tax_rates=(VAT,)) == NextCharge(END, 200)
    assert charge(payer, cancel_at=Instant(END - SECOND)) is None
    assert charge(payer, cancel_at=END, pause=Pause()) is None
    assert charge(payer, cancel_at=END, automatic_tax=True) == NextCharge(END, unknown=ChargeUnknown.TAX_NOT_KNOWN)


def test_what_is_not_known_of_the_customer_leaves_the_amount_unknown() -> None:
    assert charge(PayerTerms(is_known=False)) == NextCharge(END, unknown=ChargeUnknown.PRICE_NOT_KNOWN)


def test_an_end_within_the_next_period_prorates_it_to_the_second() -> None:
    middle, next_end = parse_rfc3339("2026-12-16T12:00:00Z"), parse_rfc3339("2027-01-01T00:00:00Z")

    assert charge(cancel_at=middle) == NextCharge(END, 500)
    assert charge(cancel_at=Instant(middle + SECOND)) == NextCharge(END, 500)
    assert charge(cancel_at=Instant(next_end - DAY)) == NextCharge(END, 968)
    assert charge(cancel_at=next_end) == NextCharge(END, 1000)
    assert charge(cancel_at=middle, discounts=(HALF,), tax_rates=(VAT,)) == NextCharge(END, 300)


def test_an_end_within_the_first_period_after_a_trial_is_counted_from_the_trials_end() -> None:
    end = parse_rfc3339("2026-12-30T12:00:00Z")

    assert charge(status=SubscriptionStatus.TRIALING, trial_end=LATER, cancel_at=end) == NextCharge(LATER, 500)


def test_a_scheduled_end_that_has_come_leaves_no_charge_however_old_the_period() -> None:
    over = ITEM._replace(period_end=Instant(NOW - 2))

    assert charge(items=[over], cancel_at=NOW) is None
    assert charge(items=[over], cancel_at=Instant(NOW + 1)) == NextCharge(
        Instant(NOW - 2), None, ChargeUnknown.OUT_OF_DATE
    )


def test_only_the_items_whose_period_ends_then_are_charged() -> None:
    assert charge(items=[ITEM, YEARLY]) == NextCharge(END, 1000)


def test_paused_collection_has_no_charge_until_it_resumes() -> None:
    assert charge(pause=Pause()) is None
    assert charge(pause=Pause(NOW)) == NextCharge(END, 1000)
    assert charge(pause=Pause(LATER)) == NextCharge(parse_rfc3339("2027-01-01T00:00:00Z"), 1000)


def test_a_period_that_is_over_leaves_the_amount_unknown() -> None:
    over = ITEM._replace(period_end=Instant(NOW - 1))

    assert charge(items=[over]) == NextCharge(Instant(NOW - 1), None, ChargeUnknown.OUT_OF_DATE)


def test_metered_items_unknown_prices_and_unknown_taxes_are_named() -> None:
    metered = ITEM._replace(amount=None, is_metered=True)
    unpriced = ITEM._replace(amount=None)

    assert charge(items=[metered, unpriced]) == NextCharge(END, None, ChargeUnknown.METERED)
    assert charge(items=[unpriced]) == NextCharge(END, None, ChargeUnknown.PRICE_NOT_KNOWN)
    assert charge(discounts=(None,)) == NextCharge(END, None, ChargeUnknown.PRICE_NOT_KNOWN)
    assert charge(automatic_tax=True) == NextCharge(END, None, ChargeUnknown.TAX_NOT_KNOWN)
    assert charge(tax_rates=(None,)) == NextCharge(END, None, ChargeUnknown.TAX_NOT_KNOWN)


def test_for_a_customer_who_is_not_taxed_no_tax_has_to_be_known() -> None:
    assert charge(PayerTerms(is_taxed=False), automatic_tax=True) == NextCharge(END, 1000)
    assert charge(PayerTerms(is_taxed=False), tax_rates=(VAT,)) == NextCharge(END, 1000)


def test_an_items_discounts_come_before_the_subscriptions_and_tax_after_both() -> None:
    fixed = Discount(CouponDuration.FOREVER, amount_off=100, currency="GBP")

    assert charge(items=[ITEM._replace(discounts=(fixed,))], discounts=(HALF,), tax_rates=(VAT,)) == NextCharge(
        END, 540
    )


def test_a_customers_discount_applies_where_there_is_no_other() -> None:
    payer = PayerTerms(discounts=(HALF,))
    tenth = Discount(CouponDuration.FOREVER, percent_off=Decimal(10))

    assert charge(payer) == NextCharge(END, 500)
    assert charge(payer, discounts=(tenth,)) == NextCharge(END, 900)
    assert charge(payer, items=[ITEM._replace(discounts=(tenth,))]) == NextCharge(END, 900)


def test_a_discount_that_ends_by_then_does_not_count_and_one_for_a_single_invoice_does() -> None:
    ended = replace(HALF, duration=CouponDuration.REPEATING, ends_at=END)
    once = replace(HALF, duration=CouponDuration.ONCE)

    assert charge(discounts=(ended,)) == NextCharge(END, 1000)
    assert charge(discounts=(once,)) == NextCharge(END, 500)


def test_a_discount_of_some_products_leaves_the_others_alone() -> None:
    items = [ITEM._replace(product_id="prod_a"), ITEM._replace(product_id="prod_b")]

    assert charge(items=items, discounts=(replace(HALF, product_ids=frozenset({"prod_a"})),)) == NextCharge(END, 1500)


def test_an_amount_off_is_shared_by_the_lines_and_takes_no_more_than_there_is() -> None:
    tax_free = ITEM._replace(tax_rates=())
    off = Discount(CouponDuration.FOREVER, amount_off=500, currency="GBP")

    assert charge(items=[ITEM, tax_free], discounts=(off,), tax_rates=(VAT,)) == NextCharge(END, 750 + 150 + 750)
    assert charge(discounts=(replace(off, amount_off=5000),), tax_rates=(VAT,)) == NextCharge(END, 0)


def test_an_inclusive_rate_adds_nothing_and_an_items_own_rates_come_first() -> None:
    assert charge(tax_rates=(INCLUDED_VAT,)) == NextCharge(END, 1000)
    assert charge(items=[ITEM._replace(tax_rates=(VAT,))], tax_rates=(INCLUDED_VAT,)) == NextCharge(END, 1200)


def test_each_lines_tax_is_rounded_half_up_for_itself() -> None:
    small = ITEM._replace(amount=5)
    rate = TaxRate(Decimal(10), inclusive=False)

    assert charge(items=[small, small], tax_rates=(rate,)) == NextCharge(END, 12)


def test_pending_items_and_the_balance_are_part_of_the_charge() -> None:
    pending = (Line(300), Line(-100, discountable=False))

    assert charge(PayerTerms(pending=pending)) == NextCharge(END, 1200)
    assert charge(PayerTerms(pending=pending), tax_rates=(VAT,)) == NextCharge(END, 1440)
    assert charge(PayerTerms(balance=-300)) == NextCharge(END, 700)
    assert charge(PayerTerms(balance=-3000)) == NextCharge(END, 0, balance_after=-2000)
    assert charge(PayerTerms(balance=250)) == NextCharge(END, 1250)


def test_a_schedule_that_is_not_known_leaves_the_amount_unknown() -> None:
    assert charge(is_scheduled=True) == NextCharge(END, None, ChargeUnknown.SCHEDULE_NOT_KNOWN)


def test_within_a_phase_nothing_changes_and_a_new_phase_brings_its_items() -> None:
    dearer = ITEM._replace(amount=2000)
    first, second = Phase(START, END, (ITEM,)), Phase(END, YEAR_END, (dearer,))

    assert charge(is_scheduled=True, schedule=Schedule((Phase(START, YEAR_END),))) == NextCharge(END, 1000)
    assert charge(is_scheduled=True, schedule=Schedule((first, second))) == NextCharge(END, 2000)


def test_a_phase_that_begins_within_the_period_leaves_the_amount_unknown() -> None:
    middle = parse_rfc3339("2026-11-25T00:00:00Z")
    schedule = Schedule((Phase(START, middle, (ITEM,)), Phase(middle, YEAR_END, (ITEM,))))

    assert charge(is_scheduled=True, schedule=schedule) == NextCharge(END, None, ChargeUnknown.SCHEDULE_NOT_KNOWN)


def test_a_phase_that_has_begun_is_in_the_subscription_itself() -> None:
    begun = parse_rfc3339("2026-11-10T00:00:00Z")
    schedule = Schedule((Phase(START, begun, ()), Phase(begun, YEAR_END, ())))

    assert charge(is_scheduled=True, schedule=schedule) == NextCharge(END, 1000)


def test_a_new_phase_brings_its_own_discounts_and_taxes_and_those_it_does_not_name_are_not_guessed() -> None:
    phase = Phase(END, YEAR_END, (ITEM,), (HALF,), (VAT,))
    bare = replace(phase, discounts=(), tax_rates=())

    def begun(phase: Phase, payer: PayerTerms = PAYER, **terms: Any) -> NextCharge | None:
        return charge(payer, is_scheduled=True, schedule=Schedule((Phase(START, END), phase)), **terms)

    assert begun(phase) == NextCharge(END, 600)
    assert begun(phase, discounts=(replace(HALF, percent_off=Decimal(10)),)) == NextCharge(END, 600)
    assert begun(bare, PayerTerms(discounts=(HALF,)), discounts=(HALF, HALF)) == NextCharge(END, 500)
    assert begun(bare, tax_rates=(VAT,)) == NextCharge(END, None, ChargeUnknown.TAX_NOT_KNOWN)
    assert begun(replace(phase, automatic_tax=True)) == NextCharge(END, None, ChargeUnknown.TAX_NOT_KNOWN)


def test_what_is_metered_is_charged_when_its_period_is_over() -> None:
    metered = ITEM._replace(amount=None, is_metered=True)

    def begun(old: ItemTerms, new: ItemTerms) -> NextCharge | None:
        phases = (Phase(START, END), Phase(END, YEAR_END, (ITEM, new)))
        return charge(items=[old], is_scheduled=True, schedule=Schedule(phases))

    assert begun(ITEM, metered) == NextCharge(END, 1000)
    assert begun(metered, ITEM) == NextCharge(END, None, ChargeUnknown.METERED)


def test_a_phase_that_replaces_an_item_within_its_period_leaves_the_amount_unknown() -> None:
    schedule = Schedule((Phase(START, END), Phase(END, YEAR_END, (ITEM,))))

    assert charge(items=[ITEM, YEARLY], is_scheduled=True, schedule=schedule) == NextCharge(
        END, None, ChargeUnknown.SCHEDULE_NOT_KNOWN
    )


def test_an_end_of_the_schedule_within_a_period_or_one_that_says_nothing_leaves_the_amount_unknown() -> None:
    unknown = NextCharge(END, None, ChargeUnknown.SCHEDULE_NOT_KNOWN)

    def ends(at: Instant, end: ScheduleEnd) -> NextCharge | None:
        return charge(is_scheduled=True, schedule=Schedule((Phase(START, at),), end))

    assert ends(LATER, ScheduleEnd.CANCEL) == unknown
    assert ends(END, ScheduleEnd.UNKNOWN) == unknown
    assert ends(LATER, ScheduleEnd.RELEASE) == ends(YEAR_END, ScheduleEnd.CANCEL) == NextCharge(END, 1000)


def test_a_schedule_that_is_over_releases_the_subscription_or_ends_it() -> None:
    phases = (Phase(START, END, (ITEM,)),)

    assert charge(is_scheduled=True, schedule=Schedule(phases)) == NextCharge(END, 1000)
    assert charge(is_scheduled=True, schedule=Schedule(phases, ScheduleEnd.CANCEL)) is None


def test_an_end_by_the_schedule_leaves_the_same_last_charge_as_any_other_end() -> None:
    metered, payer = ITEM._replace(amount=None, is_metered=True), PayerTerms(pending=(Line(500),))
    ends = Schedule((Phase(START, END),), ScheduleEnd.CANCEL)
    changes_before = Schedule((Phase(START, LATER), Phase(Instant(END - SECOND), END)), ScheduleEnd.CANCEL)
    unknown = NextCharge(END, unknown=ChargeUnknown.SCHEDULE_NOT_KNOWN)

    assert charge(payer, is_scheduled=True, schedule=ends) == NextCharge(END, 500)
    assert charge(items=(metered,), is_scheduled=True, schedule=ends) == NextCharge(END, unknown=ChargeUnknown.METERED)
    assert charge(payer, is_scheduled=True, schedule=changes_before) == unknown
    assert charge(payer, is_scheduled=True, cancel_at=END) == unknown
    assert next_charge(TERMS._replace(is_scheduled=True, schedule=ends), payer, END) is None
