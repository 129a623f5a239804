"""The figures of customers are kept, and whoever writes what they follow from takes them away."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from app.upkeep.figures import refresh_due_figures
from app.upkeep.scheduled_ends import write_ends
from intake.storing.target import Target
from intake.storing.writes import delete_rows
from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.subscription_schedule import ScheduleStatus
from models.tables import METADATA
from resolvers.subscriptions.changes import cancel_subscription, resume_subscription
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_project,
    save,
)
from tests.resolvers.figures.billed import read_kept, save_billed, write
from tests.verification import assert_verified, refresh_all_figures

WRITES: dict[str, dict[str, dict[str, Any]]] = {
    "a balance": {"customer": {"id": "cus_1", "balances": {"GBP": -100}}},
    "a discount of the customer": {"customer": {"id": "cus_1", "discount_ids": []}},
    "a status": {"subscription": {"id": "sub_1_1", "status": "PAST_DUE"}},
    "a scheduled end": {"subscription": {"id": "sub_1_1", "cancel_at": later(1)}},
    "another customer's subscription": {"subscription": {"id": "sub_1_1", "customer_id": "cus_2"}},
    # Items are written with their subscription.
    "an item": {
        "subscription_item": {"id": "si_sub_1_1_0", "amount": 5},
        "subscription": {"id": "sub_1_1", "items_complete": True},
    },
    "how a plan is charged": {"plan": {"id": "price_1", "is_metered": True}},
    "the price of a phase": {"plan": {"id": "price_2", "unit_amount": Decimal(7)}},
    "what a coupon takes off": {"coupon": {"id": "co_1", "percent_off": Decimal(50)}},
    "a discount's end": {"discount": {"id": "di_1", "ends_at": later(2)}},
    "a tax rate": {"tax_rate": {"id": "txr_1", "percentage": Decimal(7)}},
    "what waits for the next invoice": {"invoice_item": {"id": "ii_1", "amount": 71}},
    "a schedule": {"subscription_schedule": {"id": "sched_1", "status": ScheduleStatus.CANCELED}},
    "an invoice": {"invoice": {"id": "in_1_1", "amount_remaining": 11}},
    "another due date": {"invoice": {"id": "in_1_1", "due_at": later(2)}},
    "a payment": {"payment_intent": {"id": "pi_1_1", "amount_received": 1}},
}


@pytest.mark.parametrize("rows", WRITES.values(), ids=WRITES)
async def test_each_write_takes_away_the_figures_that_follow_from_it(
    database: Database, rows: dict[str, dict[str, Any]]
) -> None:
    await save_billed(database)
    await refresh_all_figures(database)
    before = await read_kept(database)

    await write(database, rows)
    left = await read_kept(database)
    await refresh_all_figures(database)
    after = await read_kept(database)

    is_moved = "cus_2" in repr(rows)
    assert before.keys() == after.keys() == {"cus_1", "cus_2"}
    assert left == ({} if is_moved else {"cus_2": before["cus_2"]})
    assert after["cus_1"] != before["cus_1"]
    await assert_verified(database)


async def test_a_customer_who_goes_takes_the_figures_along(database: Database) -> None:
    await save(database, make_project(), make_customer(1), make_customer(2))
    await refresh_all_figures(database)

    async with database.engine.begin() as connection:
        target = Target(connection, "prj_1", True, NOW)
        await delete_rows(target, METADATA.tables["customer"], ["cus_1"])
        await target.touched.update_derived()

    assert (await read_kept(database)).keys() == {"cus_2"}
    await assert_verified(database)


async def test_what_operators_change_and_ends_that_come_take_them_away_too(database: Database) -> None:
    await save_billed(database)
    at_end = CancellationRequest(timing=CancellationTiming.AT_PERIOD_END)
    changes = (
        lambda: cancel_subscription(make_context(database), "sub_1_1", at_end, None),
        lambda: resume_subscription(make_context(database), "sub_1_1", None),
        lambda: cancel_subscription(make_context(database), "sub_2_1", at_end, None),
        lambda: write_ends(database, later(20)),
    )
    told = []

    for change in changes:
        await refresh_all_figures(database)
        await change()
        told.append([*await read_kept(database)])
        await assert_verified(database)

    assert told == [["cus_2"], ["cus_2"], ["cus_1"], ["cus_1"]]


async def test_whoever_writes_waits_for_whoever_computes_and_none_are_kept_without_the_write(
    database: Database, database_url: str
) -> None:
    await save_billed(database)

    async with Database(database_url) as other:
        for amount in range(10):
            payment = {"payment_intent": {"id": "pi_1_1", "amount_received": amount}}
            due = {"invoice": {"id": "in_1_1", "amount_remaining": amount}}
            computed = (refresh_due_figures(each, NOW) for each in (database, other))
            await asyncio.gather(*computed, write(other, payment), write(database, due))
            await assert_verified(database)
            await refresh_all_figures(database)


@pytest.mark.one_database
async def test_no_more_statements_are_needed_for_many_customers_than_for_one(
    database: Database, queries: QueryLog
) -> None:
    counts = []
    await save(database, make_project())
    for number in (1, 20):
        await save(database, [make_customer(100 * number + nth) for nth in range(number)])
        queries.clear()
        assert await refresh_due_figures(database, NOW) == number
        counts.append(len(queries))

    assert counts[0] == counts[1]
