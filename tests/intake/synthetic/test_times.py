"""Everything happens in its order, and nothing later than now."""

from collections import defaultdict
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.synthetic.periods import list_periods, shift_moment
from models.values.instant import SECOND, Instant, parse_rfc3339
from tests.intake.synthetic.checks import check_nothing_in_the_future, check_sums
from tests.intake.synthetic.generated import (
    ENOUGH,
    NOW,
    ROUND,
    current_period,
    generate_by_type,
    invoice_of_payment,
    objects_of,
    subscription_of,
)


def test_nothing_happens_in_the_future() -> None:
    check_nothing_in_the_future(objects_of(ENOUGH), NOW)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(min_value=0),
    now=st.integers(parse_rfc3339("1995-01-01T00:00:00Z"), parse_rfc3339("2099-12-31T23:59:59Z")),
)
def test_any_seed_at_any_time_adds_up_and_stays_in_the_past(seed: int, now: int) -> None:
    objects = generate_by_type(ROUND, seed, Instant(now))

    check_nothing_in_the_future(objects, Instant(now))
    for invoice in objects["invoice"]:
        check_sums(invoice)


def test_customers_come_before_their_subscriptions_invoices_and_payments() -> None:
    objects = objects_of(ENOUGH)
    created = {item["id"]: item["created"] for some in objects.values() for item in some if "created" in item}

    for kind in ("subscription", "invoice", "payment_intent"):
        for item in objects[kind]:
            assert item["customer"] is None or created[item["customer"]] < item["created"]
    for invoice in objects["invoice"]:
        subscription = subscription_of(invoice)
        assert subscription is None or created[subscription] <= invoice["created"]
    for payment, invoice_id in invoice_of_payment(objects).items():
        assert created[invoice_id] <= created[payment]


def test_now_is_in_the_period_of_what_goes_on() -> None:
    for subscription in objects_of(ENOUGH)["subscription"]:
        if subscription["status"] not in ("canceled", "incomplete_expired"):
            start, end = current_period(subscription)
            assert start <= NOW // SECOND < end


def test_a_subscriptions_invoices_follow_its_periods_without_a_gap() -> None:
    objects = objects_of(ENOUGH)
    cycles = defaultdict(list)
    for invoice in sorted(objects["invoice"], key=lambda invoice: invoice["created"]):
        if invoice["billing_reason"] in ("subscription_create", "subscription_cycle"):
            cycles[subscription_of(invoice)].append(invoice)

    for subscription in objects["subscription"]:
        invoices = cycles[subscription["id"]]
        periods = [invoice["lines"]["data"][0]["period"] for invoice in invoices]
        assert periods[0]["start"] == subscription["start_date"]
        assert all(one["end"] == two["start"] for one, two in pairwise(periods))
        assert all(two["period_start"] == one["created"] for one, two in pairwise(invoices))
        if subscription["status"] != "paused":
            assert (periods[-1]["start"], periods[-1]["end"]) == current_period(subscription)


def test_a_trial_ends_in_the_future_and_a_paused_one_has_ended() -> None:
    ends = defaultdict(set)
    for subscription in objects_of(ENOUGH)["subscription"]:
        if subscription["trial_end"]:
            ends[subscription["status"]].add(subscription["trial_end"] > NOW // SECOND)

    assert ends == {"trialing": {True}, "paused": {False}}


def test_scheduled_ends_are_at_the_period_end_and_on_a_date() -> None:
    scheduled = [item for item in objects_of(ROUND)["subscription"] if item["cancel_at"] and not item["ended_at"]]

    at_end = [item for item in scheduled if item["cancel_at_period_end"]]
    on_date = [item for item in scheduled if not item["cancel_at_period_end"]]

    assert at_end
    assert on_date
    assert all(item["cancel_at"] == current_period(item)[1] for item in at_end)
    assert all(item["cancel_at"] > current_period(item)[1] for item in on_date)


def test_a_past_due_subscription_has_an_open_invoice_that_was_tried_and_will_be_again() -> None:
    objects = objects_of(ENOUGH)
    invoices = {invoice["id"]: invoice for invoice in objects["invoice"]}
    invoice_ids = invoice_of_payment(objects)
    failed = {invoice_ids[item["id"]] for item in objects["payment_intent"] if item["last_payment_error"]}

    latest = [item["latest_invoice"] for item in objects["subscription"] if item["status"] == "past_due"]

    assert latest
    for invoice in map(invoices.__getitem__, latest):
        assert invoice["status"] == "open"
        assert invoice["due_date"] is None
        assert invoice["attempt_count"] > 0
        assert invoice["next_payment_attempt"] > NOW // SECOND
        assert invoice["id"] in failed


def test_a_month_after_the_31st_is_the_last_of_february_and_then_the_31st_again() -> None:
    march = parse_rfc3339("2024-03-31T12:00:00Z") // SECOND

    periods = list_periods(march, "month", 1, 3)

    starts = [period.start for period in periods]
    assert starts == [
        parse_rfc3339("2024-01-31T12:00:00Z") // SECOND,
        parse_rfc3339("2024-02-29T12:00:00Z") // SECOND,
        march,
    ]
    assert shift_moment(starts[1], "year", 1) == parse_rfc3339("2025-02-28T12:00:00Z") // SECOND
