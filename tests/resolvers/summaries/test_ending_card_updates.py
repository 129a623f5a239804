"""Which cards end before the next charge is kept up to whatever is written that it follows from."""

from typing import Any

import pytest

from intake.storing.target import Target
from intake.storing.writes import delete_rows, update_rows
from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.invoice_item import InvoiceItem
from models.billing.subscription import SubscriptionStatus
from models.billing.subscription_schedule import ScheduleStatus, SubscriptionSchedule
from models.tables import METADATA
from models.values.instant import DAY
from resolvers.customers.customers import count_customers, list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.paging.page_requests import PageRequest
from resolvers.subscriptions.changes import cancel_subscription, resume_subscription
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_item,
    make_method,
    make_plan,
    make_project,
    make_subscription,
    save,
)
from tests.verification import assert_verified

# The next charge is in twenty days: in December.
ENDS_IN_TIME, ENDS_TOO_EARLY = {"expires_month": 12, "expires_year": 2026}, {"expires_month": 11, "expires_year": 2026}


async def save_at_risk(database: Database, **terms: Any) -> None:
    """cus_1 pays with a card that ends before the next charge; cus_2 has one too, and nothing that it pays."""
    customer, other = (make_customer(number, default_payment_method_id=f"pm_{number}_1") for number in (1, 2))
    subscription = make_subscription(customer, **terms)
    methods = [make_method(each, **ENDS_TOO_EARLY) for each in (customer, other)]
    later_one = make_method(customer, 2, **ENDS_IN_TIME)
    plan = make_plan()
    await save(database, make_project(), [customer, other], [*methods, later_one], plan, subscription)
    await save(database, make_item(subscription, plan))


async def list_at_risk(database: Database) -> list[str]:
    context, wanted = make_context(database), CustomerFilter(at_risk=True)
    page = await list_customers(context, wanted, CustomerOrder.NEWEST, PageRequest())
    assert await count_customers(context, wanted) == len(page.rows)
    return [row.id for row in page.rows]


async def write(database: Database, table: str, *rows: dict[str, Any]) -> None:
    async with database.engine.begin() as connection:
        target = Target(connection, "prj_1", True, NOW)
        await update_rows(target, METADATA.tables[table], rows)
        await target.touched.update_derived()


SAFE = {
    "another card becomes the default": ("customer", {"id": "cus_1", "default_payment_method_id": "pm_1_2"}),
    "the subscription has a card of its own": (
        "subscription",
        {"id": "sub_1_1", "default_payment_method_id": "pm_1_2"},
    ),
    "the card is renewed": ("payment_method", {"id": "pm_1_1", **ENDS_IN_TIME}),
    "the card is detached": ("payment_method", {"id": "pm_1_1", "customer_id": None}),
    "the card is another customer's": ("payment_method", {"id": "pm_1_1", "customer_id": "cus_2"}),
    "the subscription is another customer's": ("subscription", {"id": "sub_1_1", "customer_id": "cus_2"}),
    "invoices are sent": ("subscription", {"id": "sub_1_1", "collection_method": "send_invoice"}),
    "the charge comes earlier": ("subscription", {"id": "sub_1_1", "current_period_end": NOW + DAY}),
    "collection is paused": ("subscription", {"id": "sub_1_1", "pause_behavior": "VOID"}),
    "it is unpaid no more": ("subscription", {"id": "sub_1_1", "status": "PAUSED"}),
    "its items have another period": ("subscription_item", {"id": "si_sub_1_1_0", "current_period_end": NOW + DAY}),
}


@pytest.mark.parametrize(("table", "row"), SAFE.values(), ids=SAFE)
async def test_whoever_will_be_charged_in_time_is_not_at_risk(
    database: Database, table: str, row: dict[str, Any]
) -> None:
    await save_at_risk(database)
    assert await list_at_risk(database) == ["cus_1"]

    # Items are written with their subscription.
    also = {"subscription": [{"id": "sub_1_1", "items_complete": True}]} if table == "subscription_item" else {}
    async with database.engine.begin() as connection:
        target = Target(connection, "prj_1", True, NOW)
        for name, rows in {table: [row], **also}.items():
            await update_rows(target, METADATA.tables[name], rows)
        await target.touched.update_derived()

    moved = "cus_2" in row.values() and table == "subscription"
    assert await list_at_risk(database) == (["cus_2"] if moved else [])
    await assert_verified(database)


async def test_a_last_charge_at_the_end_depends_on_what_waits_for_it_and_on_how_the_plan_is_charged(
    database: Database,
) -> None:
    end = later(20)
    await save_at_risk(database)
    scope: dict[str, Any] = {"project_id": "prj_1", "live_mode": True, "customer_id": "cus_1"}
    phase = {"start": NOW - DAY, "end": end, "items": []}
    schedule = SubscriptionSchedule(
        **scope,
        id="sched_1",
        subscription_id="sub_1_1",
        status=ScheduleStatus.ACTIVE,
        end_behavior="cancel",
        phases=[phase],
        created_at=NOW,
    )
    await save(database, schedule)
    told = [await list_at_risk(database)]

    await write(database, "subscription", {"id": "sub_1_1", "schedule_id": "sched_1"})
    told.append(await list_at_risk(database))
    await write(database, "plan", {"id": "price_1", "is_metered": True})
    told.append(await list_at_risk(database))
    await write(database, "plan", {"id": "price_1", "is_metered": False})
    told.append(await list_at_risk(database))
    await save(database, InvoiceItem(**scope, id="ii_1", currency="GBP", amount=1, discountable=True, proration=False))
    told.append(await list_at_risk(database))
    await write(database, "invoice_item", {"id": "ii_1", "invoice_id": "in_1"})
    told.append(await list_at_risk(database))
    await write(database, "subscription_schedule", {"id": "sched_1", "status": ScheduleStatus.RELEASED})
    told.append(await list_at_risk(database))

    assert told == [["cus_1"], [], ["cus_1"], [], ["cus_1"], [], ["cus_1"]]
    await assert_verified(database)


async def test_a_row_that_goes_takes_its_risk_along(database: Database) -> None:
    await save_at_risk(database)

    async with database.engine.begin() as connection:
        target = Target(connection, "prj_1", True, NOW)
        await delete_rows(target, METADATA.tables["payment_method"], ["pm_1_1"])
        await target.touched.update_derived()

    assert await list_at_risk(database) == []
    await assert_verified(database)


async def test_cancelling_and_resuming_here_keep_it_too(database: Database) -> None:
    await save_at_risk(database)
    ends = CancellationRequest(timing=CancellationTiming.AT_PERIOD_END)
    told = []

    for change in (
        lambda: cancel_subscription(make_context(database), "sub_1_1", ends, None),
        lambda: resume_subscription(make_context(database), "sub_1_1", None),
        lambda: cancel_subscription(make_context(database), "sub_1_1", CancellationRequest(), None),
    ):
        await change()
        await assert_verified(database)
        told.append(await list_at_risk(database))

    # One that is cancelling is at risk because it is.
    assert told == [["cus_1"], ["cus_1"], []]


async def test_a_plan_that_is_charged_as_before_touches_nobody(database: Database, queries: QueryLog) -> None:
    await save_at_risk(database)
    queries.clear()

    await write(database, "plan", {"id": "price_1", "nickname": "Best"})

    assert [query for query in queries if "payment_method" in query] == []


@pytest.mark.parametrize("status", SubscriptionStatus)
async def test_only_what_is_charged_can_be_at_risk_by_its_card(database: Database, status: SubscriptionStatus) -> None:
    await save_at_risk(database, status=status)

    charged = {SubscriptionStatus.ACTIVE, SubscriptionStatus.TRIALING, SubscriptionStatus.PAST_DUE}
    late = {SubscriptionStatus.UNPAID, SubscriptionStatus.PAST_DUE}
    assert await list_at_risk(database) == (["cus_1"] if status in charged | late else [])
    await assert_verified(database)
