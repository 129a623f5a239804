"""The oracle's periods, next charges and states follow the platform's documentation."""

from datetime import UTC, datetime

import pytest

from tests.oracle.books import Books
from tests.oracle.charges import Charge, next_charge
from tests.oracle.generated.moments import DAY, NOW
from tests.oracle.recurring import monthly_recurring
from tests.oracle.subscriptions import next_period_end, status

MONTHLY = {"interval": "month", "interval_count": 1}
END = NOW + 10 * DAY


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def make_customer(**overrides):
    values = {"id": "cus_1", "object": "customer", "currency": "usd", "balance": 0, "discount": None}
    return values | overrides


def make_subscription(*, price=None, **overrides):
    price = {"id": "price_1", "currency": "usd", "unit_amount": 1000, "recurring": MONTHLY, **(price or {})}
    item = {"id": "si_1", "price": price, "quantity": 3, "current_period_end": END}
    values = {"id": "sub_1", "object": "subscription", "customer": "cus_1", "currency": "usd", "status": "active"}
    return values | {"items": {"data": [item]}} | overrides


def charge_of(subscription, *others, **customer):
    return next_charge(Books([make_customer(**customer), subscription, *others]), subscription, NOW)


def test_a_month_without_the_day_ends_on_its_last_and_the_day_comes_back() -> None:
    """docs.stripe.com/billing/subscriptions/billing-cycle: January 31, then February 28, March 31, April 30."""
    anchor = at("2026-01-31")

    for after, expected in [("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31"), ("2026-04-01", "2026-04-30")]:
        assert next_period_end(anchor, MONTHLY, at(after)) == at(expected)


def test_a_renewal_charges_each_item_at_the_end_of_its_period() -> None:
    charge = charge_of(make_subscription())

    assert (charge.at, charge.amount) == (END, 3000)


@pytest.mark.parametrize(("balance", "charged"), [(-1000, 2000), (-5000, 0), (250, 3250)])
def test_credit_lowers_and_a_debit_raises_the_next_invoice(balance, charged) -> None:
    """docs.stripe.com/billing/customer/balance: negative is a credit, positive a debit."""
    assert charge_of(make_subscription(), balance=balance).amount == charged


def test_paused_collection_charges_nothing_until_it_resumes() -> None:
    """docs.stripe.com/billing/subscriptions/pause-payment: without `resumes_at` until it is unset."""
    forever = make_subscription(pause_collection={"behavior": "void", "resumes_at": None})
    a_while = make_subscription(pause_collection={"behavior": "void", "resumes_at": END + 1})

    assert charge_of(forever) is None
    assert charge_of(a_while).at == next_period_end(END, MONTHLY, END)
    assert status(forever, NOW) == "active"


def test_the_end_of_the_period_ends_a_subscription_before_it_is_charged_again() -> None:
    """docs.stripe.com/billing/subscriptions/cancel."""
    subscription = make_subscription(cancel_at_period_end=True)

    assert charge_of(subscription) is None
    assert status(subscription, END - 1) == "active"
    assert status(subscription, END) == "canceled"


def test_an_end_within_the_next_period_makes_that_period_cheaper() -> None:
    """docs.stripe.com/api/subscriptions/update, `cancel_at`: in a future period it always causes a proration."""
    a_week = {"interval": "week", "interval_count": 1}
    subscription = make_subscription(price={"recurring": a_week}, cancel_at=END + 2 * DAY)

    assert charge_of(subscription).amount == 857  # 2 of 7 days of 3000


def test_a_phase_that_begins_at_the_renewal_is_what_is_charged() -> None:
    """docs.stripe.com/billing/subscriptions/subscription-schedules: upgrading at the end of the period."""
    price = {"id": "price_2", "currency": "usd", "unit_amount": 7000, "recurring": MONTHLY}
    item = {"price": price, "quantity": 1, "discounts": [], "tax_rates": []}
    now = {"start_date": NOW - DAY, "end_date": END, "items": [], "discounts": [], "default_tax_rates": []}
    coming = {**now, "start_date": END, "end_date": END + 400 * DAY, "items": [item]}
    schedule = {"id": "sub_sched_1", "object": "subscription_schedule", "end_behavior": "release"}
    subscription = make_subscription(schedule="sub_sched_1")

    assert charge_of(subscription, {**schedule, "phases": [now, coming]}).amount == 7000
    assert charge_of(subscription, {**schedule, "phases": [now]}).amount == 3000
    assert charge_of(subscription, {**schedule, "phases": [now], "end_behavior": "cancel"}) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"price": {"recurring": {**MONTHLY, "usage_type": "metered"}}}, "METERED"),
        ({"price": {"currency": "eur"}}, "PRICE_NOT_KNOWN"),
        ({"automatic_tax": {"enabled": True}}, "TAX_NOT_KNOWN"),
        ({"schedule": "sub_sched_1"}, "SCHEDULE_NOT_KNOWN"),
    ],
)
def test_what_cannot_be_known_has_its_reason_and_no_amount(changes, reason) -> None:
    charge = charge_of(make_subscription(**changes))

    assert (charge.amount, charge.reasons) == (None, {reason})


def test_a_pending_item_goes_onto_the_next_invoice() -> None:
    """docs.stripe.com/api/invoiceitems: added to the next invoice of the subscription, or of the customer."""
    pending = {"object": "invoiceitem", "invoice": None, "customer": "cus_1", "currency": "usd", "discountable": True}
    ours = {**pending, "id": "ii_1", "subscription": None, "amount": 500}
    another = {**pending, "id": "ii_2", "subscription": "sub_2", "amount": 700}

    assert charge_of(make_subscription(), ours, another).amount == 3500


@pytest.mark.parametrize(
    ("interval", "count", "amount"), [("month", 1, 3000), ("month", 3, 1000), ("year", 1, 250), ("week", 2, 6500)]
)
def test_recurring_money_is_brought_to_a_month(interval, count, amount) -> None:
    """A year is 12 months and 52 weeks: 30 USD every two weeks are 30 × 26 / 12 = 65 USD a month."""
    subscription = make_subscription(price={"recurring": {"interval": interval, "interval_count": count}})
    customer = make_customer()

    recurring = monthly_recurring(Books([customer, subscription]), customer, NOW)["usd"]

    assert recurring.high == amount
    assert not recurring.is_incomplete


@pytest.mark.parametrize(("status", "expected"), [("active", Charge(END, None, {"METERED"})), ("trialing", None)])
def test_the_use_until_a_cancellation_at_the_periods_end_is_charged_then(status, expected) -> None:
    """docs.stripe.com/billing/subscriptions/cancel: any metered usage is charged for in a final invoice."""
    metered = make_subscription(
        price={"recurring": MONTHLY | {"usage_type": "metered"}}, status=status, cancel_at_period_end=True
    )

    assert charge_of(metered) == expected
    assert charge_of(make_subscription(cancel_at_period_end=True)) is None
    assert charge_of(metered | {"cancel_at": END - 1}) is None


def test_a_pending_item_is_charged_when_the_period_ends_with_the_subscription() -> None:
    """docs.stripe.com/api/subscriptions/cancel: pending items, prorations too, are charged at the end of the period."""
    item = {"object": "invoiceitem", "invoice": None, "customer": "cus_1", "currency": "usd", "discountable": True}
    pending = {**item, "id": "ii_1", "subscription": "sub_1", "amount": 500}
    phase = {"start_date": NOW - DAY, "end_date": END, "items": [], "discounts": [], "default_tax_rates": []}
    schedule = {"id": "sub_sched_1", "object": "subscription_schedule", "end_behavior": "cancel", "phases": [phase]}
    canceling = make_subscription(cancel_at_period_end=True)

    assert charge_of(canceling, pending) == charge_of(make_subscription(cancel_at=END), pending) == Charge(END, 500)
    assert charge_of(make_subscription(schedule="sub_sched_1"), pending, schedule) == Charge(END, 500)
    assert charge_of(canceling, {**pending, "subscription": "sub_2"}) is None
    assert charge_of(make_subscription(cancel_at=END - 1), pending) is None


def test_what_a_customer_who_is_not_known_has_to_pay_is_not_known() -> None:
    subscription = make_subscription()

    assert next_charge(Books([subscription]), subscription, NOW) == Charge(END, None, {"PRICE_NOT_KNOWN"})


@pytest.mark.parametrize(
    ("behavior", "own", "amount"),
    [
        ("cancel", {}, None),
        ("pause", {}, None),
        ("create_invoice", {}, 3000),
        ("cancel", {"default_payment_method": "pm_1"}, 3000),
        ("cancel", {"collection_method": "send_invoice"}, 3000),
    ],
)
def test_a_trial_without_a_payment_method_can_end_without_a_charge(behavior, own, amount) -> None:
    """docs.stripe.com/billing/subscriptions/trials: canceled, paused, or an invoice as with one.

    docs.stripe.com/billing/collection-method: an invoice that is sent asks for no payment method.
    """
    settings = {"end_behavior": {"missing_payment_method": behavior}}
    trial = make_subscription(status="trialing", trial_settings=settings, **own)

    charge = charge_of(trial)

    assert (charge and charge.amount) == amount
