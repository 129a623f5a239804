"""Whose figures may change by what a transaction writes."""

from typing import Any

import pytest
from sqlmodel import SQLModel

from intake.storing.target import Target
from intake.storing.writes import delete_rows, update_rows, upsert
from models.billing.discount import Coupon, Discount
from models.billing.invoice_item import InvoiceItem
from models.billing.subscription_schedule import ScheduleStatus, SubscriptionSchedule
from models.billing.tax import TaxRate
from models.tables import METADATA
from storage.database import Database
from tests.factories import (
    NOW,
    make_customer,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
)

SCOPE: dict[str, Any] = {"project_id": "prj_1", "live_mode": True}


async def save_customers(database: Database, *more: SQLModel, **terms: Any) -> None:
    """Stores cus_1, cus_2 and cus_3; a subscription of cus_1 sells price_1 on these terms."""
    customers = [make_customer(number) for number in (1, 2, 3)]
    subscription = make_subscription(customers[0], **terms)
    plan = make_plan()
    await save(database, make_project(), *customers, make_product(), plan, subscription, make_item(subscription, plan))
    await save(database, *more)


async def touch(database: Database, table: str, *rows: dict[str, Any]) -> set[str]:
    """Whose figures may change when these columns of these rows are updated."""
    async with database.engine.begin() as connection:
        target = Target(connection, "prj_1", True)
        await update_rows(target, METADATA.tables[table], rows)
        return await target.touched.customers()


async def test_a_row_that_moves_touches_its_former_and_its_new_customer(database: Database) -> None:
    await save_customers(database, make_invoice(make_customer()))

    assert await touch(database, "invoice", {"id": "in_1_1", "customer_id": "cus_2"}) == {"cus_1", "cus_2"}


async def test_a_row_that_goes_touches_its_customer(database: Database) -> None:
    await save_customers(database, make_invoice(make_customer()))

    async with database.engine.begin() as connection:
        target = Target(connection, "prj_1", True)
        await delete_rows(target, METADATA.tables["invoice"], ["in_1_1"])

        assert await target.touched.customers() == {"cus_1"}


async def test_a_new_customer_is_touched(database: Database) -> None:
    await save(database, make_project())
    row = make_customer(4).model_dump() | {"address": None}

    async with database.engine.begin() as connection:
        target = Target(connection, "prj_1", True)
        await upsert(target, METADATA.tables["customer"], [{**row, "metadata": row.pop("extra")}])

        assert await target.touched.customers() == {"cus_4"}


async def test_a_payment_touches_nobody(database: Database) -> None:
    await save_customers(database, make_payment(make_customer()))

    assert await touch(database, "payment_intent", {"id": "pi_1_1", "amount": 1}) == set()


async def test_a_row_of_another_project_touches_nobody(database: Database) -> None:
    await save_customers(database)

    async with database.engine.begin() as connection:
        target = Target(connection, "prj_2", True)
        await target.touched.note(METADATA.tables["plan"], ["price_1"])

        assert await target.touched.customers() == set()


def discount(**overrides: Any) -> Discount:
    return Discount(**SCOPE, id="di_1", coupon_id="co_1", **overrides)


def schedule(phases: list[dict[str, Any]], status: ScheduleStatus = ScheduleStatus.ACTIVE) -> SubscriptionSchedule:
    """A schedule of cus_2."""
    return SubscriptionSchedule(
        **SCOPE, id="sched_1", customer_id="cus_2", status=status, phases=phases, created_at=NOW
    )


async def test_a_plan_touches_those_who_have_it_or_will_have_it(database: Database) -> None:
    await save_customers(database, schedule([{"items": [{"price_id": "price_1"}]}]))

    assert await touch(database, "plan", {"id": "price_1", "amount": 1}) == {"cus_1", "cus_2"}
    assert await touch(database, "plan", {"id": "price_2", "amount": 1}) == set()


async def test_a_schedule_that_is_over_names_nothing(database: Database) -> None:
    await save_customers(database, schedule([{"items": [{"price_id": "price_9"}]}], ScheduleStatus.RELEASED))

    assert await touch(database, "plan", {"id": "price_9", "amount": 1}) == set()


@pytest.mark.parametrize(
    ("holder", "found"),
    [({"customer_id": "cus_2"}, {"cus_2"}), ({"subscription_id": "sub_1_1"}, {"cus_1"}), ({}, {"cus_1"})],
)
async def test_a_coupon_and_its_discount_touch_those_who_have_it(
    database: Database, holder: dict[str, str], found: set[str]
) -> None:
    await save_customers(database, discount(**holder), Coupon(**SCOPE, id="co_1"), discount_ids=["di_1"])

    assert await touch(database, "discount", {"id": "di_1", "ends_at": NOW}) == found
    assert await touch(database, "coupon", {"id": "co_1", "amount_off": 1}) == found


async def test_a_tax_rate_touches_those_whose_subscriptions_and_pending_items_name_it(database: Database) -> None:
    pending = InvoiceItem(
        **SCOPE,
        id="ii_1",
        customer_id="cus_3",
        currency="GBP",
        amount=1,
        discountable=True,
        proration=False,
        tax_rate_ids=["txr_1"],
    )
    await save_customers(
        database, pending, TaxRate(**SCOPE, id="txr_1", included=False), tax_rate_ids=["txr_0", "txr_1"]
    )

    assert await touch(database, "tax_rate", {"id": "txr_1", "percentage": 1}) == {"cus_1", "cus_3"}
    assert await touch(database, "tax_rate", *({"id": f"txr_{n}", "percentage": 1} for n in range(9, 99))) == {
        "cus_1",
        "cus_3",
    }
