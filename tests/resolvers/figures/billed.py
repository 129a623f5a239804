"""Customers with everything that figures are computed from, and their stored figures."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from intake.storing.target import Target
from intake.storing.writes import update_rows
from models.billing.discount import Coupon, CouponDuration, Discount
from models.billing.invoice import InvoiceStatus
from models.billing.invoice_item import InvoiceItem
from models.billing.subscription_schedule import ScheduleStatus, SubscriptionSchedule
from models.billing.tax import TaxRate
from models.tables import METADATA
from models.values.instant import DAY, Instant
from resolvers.summaries.outdated_figures import FIGURES
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_project,
    make_subscription,
    save,
)

SCOPE: dict[str, Any] = {"project_id": "prj_1", "live_mode": True}
Kept = dict[str, tuple[str | None, Instant | None]]


async def read_kept(database: Database) -> Kept:
    """Of customers whose figures are not out of date: them, and until when they are so."""
    async with database.engine.connect() as connection:
        rows = await connection.execute(select(FIGURES).where(FIGURES.c.since > 0))
        return {row.id: (row.figures, row.until) for row in rows}


async def save_billed(database: Database) -> None:
    """Of two customers, cus_1 has one of all that figures follow from, or that they can come to follow from."""
    customer, other = make_customer(1, discount_ids=["di_1"]), make_customer(2)
    plan, next_plan = make_plan(), make_plan(2, unit_amount=Decimal(2500))
    subscription = make_subscription(customer, tax_rate_ids=["txr_1"], schedule_id="sched_1")
    its_own = SCOPE | {"customer_id": "cus_1"}
    phase = {
        "start": later(20),
        "end": later(50),
        "items": [{"price_id": "price_2", "quantity": 1, "tax_rate_ids": [], "discounts": []}],
        "discounts": [],
        "tax_rate_ids": ["txr_1"],
        "automatic_tax": None,
        "trial_end": None,
        "adds_items": False,
    }
    await save(
        database,
        make_project(),
        [customer, other],
        [plan, next_plan, subscription, make_subscription(other)],
        [
            Coupon(**SCOPE, id="co_1", percent_off=Decimal(10), duration=CouponDuration.FOREVER),
            Discount(**its_own, id="di_1", coupon_id="co_1", starts_at=NOW - DAY),
            TaxRate(**SCOPE, id="txr_1", percentage=Decimal(20), included=False),
            InvoiceItem(**its_own, id="ii_1", currency="GBP", amount=70, discountable=True, proration=False),
            SubscriptionSchedule(
                **its_own,
                id="sched_1",
                subscription_id="sub_1_1",
                status=ScheduleStatus.ACTIVE,
                end_behavior="release",
                phases=[phase],
                created_at=NOW,
            ),
        ],
        make_invoice(customer, status=InvoiceStatus.OPEN, due_at=later(3), amount_remaining=10),
        make_payment(customer),
    )
    await save(database, make_item(subscription, plan))


async def write(database: Database, rows: dict[str, dict[str, Any]], now: Instant = NOW) -> None:
    async with database.engine.begin() as connection:
        target = Target(connection, "prj_1", True, now)
        for table, row in rows.items():
            await update_rows(target, METADATA.tables[table], [row])
        await target.touched.update_derived()
