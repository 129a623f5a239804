"""A subscription's page: what it charges for, what comes next, its invoices, and who did what."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from models.access.project import Project
from models.billing.discount import Coupon, CouponDuration, Discount
from models.billing.event import EventType
from models.billing.invoice_item import InvoiceItem
from models.billing.subscription import PauseBehavior, SubscriptionStatus
from models.billing.subscription_schedule import ScheduleStatus, SubscriptionSchedule
from models.values.instant import DAY
from storage.database import Database
from tests.app.conftest import log_lines
from tests.dashboard.conftest import Operator
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_event,
    make_invoice,
    make_item,
    make_method,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
    scope,
)

__all__ = ["log_lines"]

PAGE = "/dashboard/subscriptions/sub_1_1"
COMING = "//section[@id='next']//li/p"


async def store(database: Database, **overrides: Any) -> None:
    """`sub_1_1` of `cus_1` with one item."""
    customer, plan = make_customer(), make_plan()
    subscription = make_subscription(customer, **overrides)
    await save(database, customer, make_product(), plan, subscription, make_item(subscription, plan))


async def test_it_tells_its_price_its_items_and_how_the_next_charge_comes_about(
    database: Database, project: Project, operator: Operator
) -> None:
    ada = make_customer(name="Ada <Lovelace>", balances={"GBP": -500}, default_payment_method_id="pm_1_1")
    plans = [make_plan(1), make_plan(2, amount=400, unit_amount=Decimal(400))]
    coupon = Coupon(**scope(ada), id="TENTH", name="A tenth", percent_off=Decimal(10), duration=CouponDuration.FOREVER)
    subscription = make_subscription(ada, discount_ids=["di_1"])
    items = [make_item(subscription, plan, at, quantity=at + 1) for at, plan in enumerate(plans)]
    await save(database, ada, coupon, Discount(**scope(ada), id="di_1", coupon_id="TENTH"), make_product(), plans)
    await save(database, subscription, items, make_method(ada, 1, is_default=1))

    page = await operator.open(PAGE)

    assert page.text("//h1") == "Coffee club · Plan 1 + Coffee club · Plan 2"
    assert page.link("← Ada <Lovelace>") == "/dashboard/customers/cus_1"
    assert [row[:3] for row in page.rows("items")] == [
        ["Coffee club · Plan 1", "1", "£15.00 / month"],
        ["Coffee club · Plan 2", "2", "£8.00 / month"],
    ]
    assert page.texts(COMING) == ["Next charge: £15.70", "12 Dec 2026, 12:00 UTC"]
    assert page.texts("//dl[@class='sum']/div") == [
        "Items £23.00",
        "Discounts -£2.30",
        "Credit used -£5.00",
        "To be charged £15.70",
    ]
    assert "Visa •••• 4242, the customer’s default" in page.texts("//dl[@class='facts']//dd")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("balance", "told"),
    [
        (0, ["To the customer’s balance £5.00", "To be charged £0.00"]),
        (-300, ["To the customer’s balance £5.00", "To be charged £0.00"]),
        (700, ["Balance owed £7.00", "To be charged £2.00"]),
    ],
)
async def test_a_charge_of_less_than_nothing_is_no_balance_that_is_owed(
    database: Database, project: Project, operator: Operator, balance: int, told: list[str]
) -> None:
    ada, plan = make_customer(balances={"GBP": balance}), make_plan()
    subscription, added = make_subscription(ada), {"currency": "GBP", "amount": -2000, "discountable": False}
    unused = InvoiceItem(**scope(ada), id="ii_1", customer_id=ada.id, proration=True, **added)
    await save(database, ada, make_product(), plan, subscription, make_item(subscription, plan), unused)

    page = await operator.open(PAGE)

    assert page.texts("//dl[@class='sum']/div") == ["Items £15.00", "Added to this invoice -£20.00", *told]


async def test_it_tells_all_that_is_to_come_in_its_order(
    database: Database, project: Project, operator: Operator
) -> None:
    ada, plan = make_customer(), make_plan()
    phases = [
        {"start": NOW - 10 * DAY, "end": later(20), "items": []},
        {
            "start": later(20),
            "end": later(51),
            "items": [{"price_id": plan.id, "quantity": 3, "discounts": [], "tax_rate_ids": []}],
            "discounts": [],
            "tax_rate_ids": [],
            "automatic_tax": None,
            "trial_end": None,
            "adds_items": False,
        },
    ]
    schedule = SubscriptionSchedule(
        **scope(ada),
        id="sub_sched_1",
        customer_id=ada.id,
        subscription_id="sub_1_1",
        status=ScheduleStatus.ACTIVE,
        end_behavior="cancel",
        phases=phases,
        created_at=NOW,
    )
    paused = {"pause_behavior": PauseBehavior.VOID, "pause_resumes_at": later(5)}
    subscription = make_subscription(ada, schedule_id=schedule.id, **paused)
    await save(database, ada, make_product(), plan, schedule, subscription, make_item(subscription, plan))

    page = await operator.open(PAGE)

    assert page.texts(COMING)[::2] == [
        "Not collected until 27 Nov 2026: invoices are voided",
        "27 Nov 2026, 12:00 UTC",
        "12 Dec 2026, 12:00 UTC",
        "12 Dec 2026, 12:00 UTC",
        "12 Jan 2027, 12:00 UTC",
    ]
    assert page.texts(COMING)[1::2] == [
        "Collection resumes",
        "A schedule changes the price to £45.00 / month",
        "Next charge: £45.00",
        "It ends with its schedule",
    ]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("behavior", "method", "told"),
    [
        ("cancel", None, "The trial ends, and the subscription with it: there is no payment method"),
        ("pause", None, "The trial ends, and it is paused: there is no payment method"),
        ("create_invoice", None, "The trial ends"),
        ("cancel", "pm_1", "The trial ends"),
    ],
)
async def test_it_tells_what_a_trial_leads_to_without_a_payment_method(
    database: Database, project: Project, operator: Operator, behavior: str, method: str | None, told: str
) -> None:
    ada, plan = make_customer(default_payment_method_id=method), make_plan()
    trial = {"status": SubscriptionStatus.TRIALING, "trial_end": later(5), "trial_end_behavior": behavior}
    subscription = make_subscription(ada, **trial)
    await save(database, ada, make_product(), plan, subscription, make_item(subscription, plan))

    page = await operator.open(PAGE)

    assert told in page.texts(COMING)


async def test_who_did_what_is_told_and_what_was_billed(
    database: Database, project: Project, operator: Operator
) -> None:
    ada, plan = make_customer(), make_plan()
    scheduled = {"cancel_at": later(3), "cancellation_requested_at": NOW, "cancellation_requested_by": "Grace"}
    mine, other = make_subscription(ada, 1, **scheduled), make_subscription(ada, 2)
    event = make_event(mine, type=EventType.SUBSCRIPTION_CANCELLATION_SCHEDULED.value, actor="Grace")
    await save(database, ada, make_product(), plan, mine, other, [make_item(each, plan) for each in (mine, other)])
    invoices = [make_invoice(ada, 1, subscription_id=mine.id), make_invoice(ada, 2, subscription_id=other.id)]
    await save(database, event, make_event(other), invoices)

    page = await operator.open(PAGE)

    told = page.texts("//section[@id='activity']//li/p")
    assert told[0].startswith("Subscription to Coffee club was scheduled to end")
    assert told[1].endswith("by Grace")
    assert told[2:] == ["Subscription to Coffee club started.", "21 Nov 2026, 12:00 UTC"]
    assert [row[0] for row in page.rows("invoices")] == ["CUS_1-0001"]
    assert "It ends, as requested by Grace" in page.texts(COMING)


@pytest.mark.one_database
async def test_one_that_has_ended_has_nothing_to_come(database: Database, project: Project, operator: Operator) -> None:
    await store(database, status=SubscriptionStatus.CANCELED, ended_at=NOW - DAY)

    page = await operator.open(PAGE)

    assert page.tree.xpath("//section[@id='next']") == []
    assert page.link("Cancel subscription") is None
    assert "Ended 21 Nov 2026" in page.texts("//dl[@class='figures']/div")


@pytest.mark.one_database
async def test_a_viewer_is_offered_no_change(database: Database, project: Project, viewer: Operator) -> None:
    await store(database, cancel_at=later(3))

    page = await viewer.open(PAGE)

    assert page.link("Cancel subscription") is None
    assert page.texts("//form[@method='post']//button") == ["Sign out"]


@pytest.mark.one_database
async def test_unknown_ones_and_those_of_others_are_not_found(
    database: Database, project: Project, operator: Operator
) -> None:
    await store(database)
    theirs = {"project_id": "prj_2"}
    customer = make_customer(5, **theirs)
    await save(database, make_project(id="prj_2", name="Another"), customer, make_subscription(customer, id="sub_5"))

    for path in ("/dashboard/subscriptions/sub_none", "/dashboard/test/subscriptions/sub_1_1"):
        assert (await operator.get(path)).status_code == 404
    assert (await operator.get("/dashboard/subscriptions/sub_5")).status_code == 404
    assert (await operator.get(PAGE, invoices_after="nonsense")).status_code == 400


@pytest.mark.one_database
async def test_it_costs_the_same_with_ten_times_as_much(
    database: Database, project: Project, operator: Operator, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    counted = []
    for number, count in ((1, 4), (2, 40)):
        customer = make_customer(number, default_payment_method_id=f"pm_{number}_1")
        plan = make_plan(number)
        subscriptions = [make_subscription(customer, nth) for nth in range(1, count + 1)]
        invoices = [make_invoice(customer, nth, subscription_id=subscriptions[0].id) for nth in range(1, count + 1)]
        events = [make_event(subscriptions[0], id=f"evt_{number}_{nth}") for nth in range(count)]
        await save(database, customer, make_method(customer), make_product(id=f"prod_{number}"), plan, subscriptions)
        await save(database, [make_item(each, plan) for each in subscriptions], invoices, events)

        page = await operator.open(f"/dashboard/subscriptions/sub_{number}_1")

        counted.append(log_lines()[-1]["statements"])
        assert len(page.answer.content) < 150_000

    assert counted == [10, 10]
