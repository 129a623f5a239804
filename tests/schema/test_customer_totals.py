"""A customer's totals by currency, next charge and delinquency."""

from typing import Any

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.plan import BillingInterval
from models.billing.subscription import SubscriptionStatus
from models.values.instant import DAY
from storage.database import Database
from tests.asking import Ask
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_invoice,
    make_item,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
)

SUMMARY = """{
  customer(id: "cus_1") {
    delinquent nextBillingAt
    totals {
      currency
      paid { amountMinor } due { amountMinor } overdue { amountMinor } monthlyRecurring { amountMinor currency }
    }
  }
}"""

DAILY, WEEKLY = BillingInterval.DAY, BillingInterval.WEEK
MONTHLY, YEARLY = BillingInterval.MONTH, BillingInterval.YEAR


async def add_subscription(database: Database, *plans: Any, **overrides: Any) -> None:
    customer = make_customer()
    subscription = make_subscription(customer, **overrides)
    items = [make_item(subscription, plan, position) for position, plan in enumerate(plans)]
    await save(database, make_project(), make_product(), plans, customer, subscription, items)


async def summary(ask: Ask, **options: Any) -> dict[str, Any]:
    answer = await ask(SUMMARY, **options)
    customer: dict[str, Any] = answer["data"]["customer"]
    customer["totals"] = {
        total["currency"]: tuple(total[name]["amountMinor"] for name in ("paid", "due", "overdue", "monthlyRecurring"))
        for total in customer["totals"]
    }
    return customer


async def test_a_customer_with_nothing_has_an_empty_summary(database: Database, ask: Ask) -> None:
    await save(database, make_project(), make_customer())

    assert await summary(ask) == {"delinquent": False, "nextBillingAt": None, "totals": {}}


async def test_totals_are_by_currency_in_the_order_of_its_code(database: Database, ask: Ask) -> None:
    customer = make_customer()
    late = {"status": InvoiceStatus.OPEN, "due_at": later(-1)}
    invoices = [
        make_invoice(customer, 1, currency="USD", total=2**40),
        make_invoice(customer, 2, currency="GBP", total=500, amount_paid=200, amount_remaining=300, **late),
        make_invoice(customer, 3, currency="GBP", total=700, status=InvoiceStatus.OPEN, due_at=later(1)),
        make_invoice(customer, 4, currency="GBP", total=-50, status=InvoiceStatus.OPEN, due_at=None),
        make_invoice(customer, 5, currency="GBP", total=9_000, status=InvoiceStatus.VOID, due_at=later(-1)),
        make_invoice(customer, 6, currency="GBP", total=9_000, status=InvoiceStatus.UNCOLLECTIBLE, due_at=later(-1)),
        make_invoice(customer, 7, currency="JPY", total=80, status=InvoiceStatus.DRAFT, due_at=later(-1)),
        make_invoice(customer, 8, currency="USD", total=-1),
    ]
    await save(database, make_project(), customer, invoices)

    found = await summary(ask)

    assert list(found["totals"].items()) == [
        ("GBP", (200, 950, 300, 0)),
        ("JPY", (0, 0, 0, 0)),
        ("USD", (2**40 - 1, 0, 0, 0)),
    ]
    assert found["delinquent"] is True


async def test_totals_beyond_what_a_number_holds_exactly_are_text(database: Database, ask: Ask) -> None:
    customer = make_customer()
    invoices = [make_invoice(customer, number, total=2**61) for number in (1, 2, 3)]
    await save(database, make_project(), customer, invoices)

    assert (await summary(ask))["totals"] == {"GBP": (str(3 * 2**61), 0, 0, 0)}


@pytest.mark.parametrize(
    ("amount", "interval", "count", "monthly"),
    [
        (1500, MONTHLY, 1, 1500),
        (1500, MONTHLY, 3, 500),
        (100, MONTHLY, 3, 33),
        (1, MONTHLY, 2, 0),
        (3, MONTHLY, 2, 2),
        (5, MONTHLY, 2, 2),
        (7, MONTHLY, 2, 4),
        (-5, MONTHLY, 2, -2),
        (12_000, YEARLY, 1, 1000),
        (6, YEARLY, 1, 0),
        (18, YEARLY, 1, 2),
        (30, YEARLY, 1, 2),
        (42, YEARLY, 1, 4),
        (24_000, YEARLY, 2, 1000),
        (1200, WEEKLY, 1, 5200),
        (3, WEEKLY, 26, 0),
        (9, WEEKLY, 26, 2),
        (1200, WEEKLY, 4, 1300),
        (1200, DAILY, 1, 36_500),
        (6, DAILY, 365, 0),
        (18, DAILY, 365, 2),
        (2**53, MONTHLY, 1, 2**53),
        (2**62 + 1, MONTHLY, 1, str(2**62 + 1)),
    ],
)
async def test_what_recurs_is_brought_to_a_month_and_rounded_half_to_even(
    database: Database, ask: Ask, amount: int, interval: BillingInterval, count: int, monthly: Any
) -> None:
    await add_subscription(database, make_plan(amount=amount, interval=interval, interval_count=count))

    assert (await summary(ask))["totals"] == {"GBP": (0, 0, 0, monthly)}


async def test_what_recurs_is_added_up_before_it_is_rounded(database: Database, ask: Ask) -> None:
    halves = [make_plan(number, amount=1, interval_count=2) for number in (1, 2, 3)]
    await add_subscription(database, *halves)
    customer, yen = make_customer(), make_plan(4, amount=365, interval=DAILY, currency="JPY")
    in_yen = make_subscription(customer, 2, currency="JPY")
    await save(database, yen, in_yen, make_item(in_yen, yen))

    assert (await summary(ask))["totals"] == {"GBP": (0, 0, 0, 2), "JPY": (0, 0, 0, 11_102)}


@pytest.mark.parametrize("status", SubscriptionStatus)
async def test_each_status_recurs_bills_and_is_late_as_it_should(
    database: Database, ask: Ask, status: SubscriptionStatus
) -> None:
    await add_subscription(database, make_plan(), status=status, trial_end=NOW + 3 * DAY)

    found = await summary(ask)
    own = await ask('{ subscription(id: "sub_1_1") { nextBillingAt } }')

    period_end = "2026-12-12T12:00:00Z"
    charged = {"ACTIVE": period_end, "PAST_DUE": period_end, "TRIALING": "2026-11-25T12:00:00Z"}
    next_billing_at = charged.get(status)
    recurring = 1500 if status in ("ACTIVE", "PAST_DUE") else 0
    ended = status in ("CANCELED", "INCOMPLETE_EXPIRED")
    assert found == {
        "delinquent": status in ("PAST_DUE", "UNPAID"),
        "nextBillingAt": next_billing_at,
        "totals": {} if ended else {"GBP": (0, 0, 0, recurring)},
    }
    assert own == {"data": {"subscription": {"nextBillingAt": next_billing_at}}}


@pytest.mark.parametrize(
    ("cancel_at", "next_billing_at"),
    [
        (NOW + 20 * DAY - 1, None),
        (NOW + 20 * DAY, None),
        (NOW + 20 * DAY + 1, "2026-12-12T12:00:00Z"),
    ],
    ids=["before the period's end", "at the period's end", "after the period's end"],
)
async def test_nothing_is_billed_when_it_ends_by_then(
    database: Database, ask: Ask, cancel_at: int, next_billing_at: str | None
) -> None:
    await add_subscription(database, make_plan(), cancel_at=cancel_at)

    assert (await summary(ask))["nextBillingAt"] == next_billing_at


async def test_the_next_charge_is_the_earliest_of_all_subscriptions(database: Database, ask: Ask) -> None:
    customer, plan = make_customer(), make_plan()
    subscriptions = [
        make_subscription(customer, 1, current_period_end=later(9)),
        make_subscription(customer, 2, current_period_end=later(4)),
        make_subscription(customer, 3, current_period_end=later(1), status=SubscriptionStatus.PAUSED),
        make_subscription(customer, 4, current_period_end=later(1), cancel_at=later(1)),
    ]
    items = [make_item(subscription, plan) for subscription in subscriptions]
    await save(database, make_project(), make_product(), plan, customer, subscriptions, items)

    assert (await summary(ask))["nextBillingAt"] == "2026-11-26T12:00:00Z"


@pytest.mark.parametrize(("now", "late"), [(NOW - 1, False), (NOW, False), (NOW + 1, True)], ids=str)
async def test_overdue_begins_after_the_exact_instant_everywhere_at_once(
    database: Database, ask: Ask, now: Any, late: bool
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, status=InvoiceStatus.OPEN, total=70, due_at=NOW)
    await save(database, make_project(), customer, invoice)
    query = """{
      invoice(id: "in_1_1") { overdue }
      late: customers(filter: {overdue: true}) { totalCount }
      fine: customers(filter: {overdue: false}) { totalCount }
    }"""

    found, rest = await summary(ask, now=now), (await ask(query, now=now))["data"]

    assert found["delinquent"] is late
    assert found["totals"] == {"GBP": (0, 70, 70 if late else 0, 0)}
    assert rest == {
        "invoice": {"overdue": late},
        "late": {"totalCount": int(late)},
        "fine": {"totalCount": int(not late)},
    }


async def test_a_credit_that_is_overdue_is_late_too(database: Database, ask: Ask) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, status=InvoiceStatus.OPEN, total=-70, due_at=later(-1))
    await save(database, make_project(), customer, invoice)

    assert await summary(ask) == {
        "delinquent": True,
        "nextBillingAt": None,
        "totals": {"GBP": (0, -70, -70, 0)},
    }
