"""Sums of payments and invoices after imports: at the same time, of moving rows, and of rows that go."""

import asyncio
import random
from typing import Any

from models.values.instant import Instant
from storage.database import Database
from tests.importing import import_objects
from tests.intake.conftest import Take
from tests.verification import assert_verified

MONTH = 2_629_800
PAYMENT_STATUSES = ("succeeded", "requires_payment_method", "processing", "canceled")
INVOICE_STATUSES = ("draft", "open", "paid", "void", "uncollectible")


def payment(number: int, customer: str | None = "cus_1", status: str = "succeeded", **more: Any) -> dict[str, Any]:
    return {
        "object": "payment_intent",
        "id": f"pi_{number}",
        "customer": customer,
        "amount": 1000 + number,
        "currency": "gbp",
        "status": status,
        "created": 1_700_000_000 + number * MONTH // 5,
        "livemode": True,
        **more,
    }


def invoice(number: int, customer: str = "cus_1", status: str = "open", **more: Any) -> dict[str, Any]:
    total = 100 + number
    paid = total if status == "paid" else 0
    return {
        "object": "invoice",
        "id": f"in_{number}",
        "customer": customer,
        "status": status,
        "currency": "eur",
        "subtotal": total,
        "total": total,
        "amount_due": total,
        "amount_paid": paid,
        "amount_remaining": total - paid,
        "created": 1_700_000_000,
        "due_date": 1_700_000_000 + number * MONTH // 5,
        "livemode": True,
        "lines": {"data": []},
        **more,
    }


async def test_imports_of_the_same_rows_at_once_count_each_once(database: Database, projects: None) -> None:
    objects = [*map(payment, range(300)), *map(invoice, range(100))]

    # Each says something else of the same rows, so that whichever is later has something to write.
    reports = await asyncio.gather(
        *(
            import_objects(
                database,
                [{**each, "description": str(turn)} for each in objects],
                project_id="prj_1",
                as_of=Instant((2_000_000_000 + turn) * 10**6),
            )
            for turn in range(4)
        )
    )

    assert [report.errors for report in reports] == [[]] * 4
    await assert_verified(database)


async def test_rows_that_move_between_customers_currencies_and_months_take_their_sums_along(
    take: Take, read_table: Any
) -> None:
    await take(payment(1), payment(2), invoice(1))

    await take(payment(1, "cus_2", currency="usd", created=1_600_000_000), invoice(1, "cus_2", "paid"), as_of=1)

    sums = await read_table("payment_summary", "customer_id", "currency", "how_many", "received")
    assert [tuple(row.values()) for row in sums] == [("cus_1", "gbp".upper(), 1, 1002), ("cus_2", "USD", 1, 1001)]
    invoices = await read_table("invoice_summary", "customer_id", "status", "how_many", "paid")
    assert [tuple(row.values()) for row in invoices] == [("cus_2", "PAID", 1, 101)]


async def test_a_draft_that_is_deleted_takes_its_sums_along(take: Take, read_table: Any) -> None:
    await take(invoice(1, status="draft"))

    await take({**invoice(1, status="draft"), "deleted": True}, as_of=1)

    assert await read_table("invoice_summary") == []


async def test_sums_stand_after_two_thousand_random_writes(database: Database, take: Take) -> None:
    draw = random.Random(1)

    for turn in range(20):
        customers = [f"cus_{number}" for number in range(5)]
        objects = [
            payment(draw.randrange(60), draw.choice([*customers, None]), draw.choice(PAYMENT_STATUSES))
            if draw.random() < 0.6
            else invoice(
                draw.randrange(60),
                draw.choice(customers),
                draw.choice(INVOICE_STATUSES),
                attempt_count=draw.randrange(2),
                due_date=draw.choice([None, 1_700_000_000 + draw.randrange(20) * MONTH]),
            )
            for _ in range(100)
        ]
        await take(*objects, as_of=turn)
        await assert_verified(database)
