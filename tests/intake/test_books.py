"""A customer's books: what payments received, less refunds and disputes, is the net of the totals, to the penny.

What is expected is summed up from the objects themselves, as they were before the import.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings
from sqlalchemy import func, select

from intake.synthetic.generator import generate_objects
from models.billing.payment_intent import PaymentIntent
from models.ownership import table_of
from resolvers.customers.export.customers import export_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from storage.database import Database
from tests.factories import NOW, make_context
from tests.importing import import_objects

pytestmark = pytest.mark.one_database

# As many as `make fuzz` asks for, up to 5,000.
GENERATED = min(5_000, max(200, settings().max_examples))
DEMONSTRATION = {"customers": 200, "seed": 1}

HOLDS_MONEY = ("needs_response", "under_review", "lost")
GAVE_NOTHING_BACK = ("failed", "canceled")

Sums = tuple[int, int, int]
"""Received, refunded and disputed, in minor units."""


class Key(NamedTuple):
    customer: str
    currency: str


async def test_the_books_of_every_customer_of_the_demonstration_are_right(database: Database, projects: None) -> None:
    await check_books(database, generate_objects(**DEMONSTRATION, now=NOW))


async def test_the_books_of_every_customer_of_the_retail_sample_are_right(
    database: Database, projects: None, retail_sample: Path
) -> None:
    await check_books(database, read_objects(retail_sample))


async def test_the_books_of_generated_customers_are_right(database: Database, projects: None) -> None:
    await check_books(database, generate_objects(GENERATED, seed=77, now=NOW))


async def check_books(database: Database, objects: Iterable[dict[str, Any]]) -> None:
    given = list(objects)
    expected = sum_objects(given)

    await import_objects(database, given, project_id="prj_1", live_mode=True)
    totals, payments = await read_totals(database), await sum_payments(database)

    assert expected
    assert totals == expected
    assert payments == expected


def read_objects(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def sum_objects(objects: list[dict[str, Any]]) -> dict[Key, Sums]:
    """By customer and currency, where a payment brought in anything; a guest's payment is nobody's."""
    received, refunded, disputed = (defaultdict[str, int](int) for _ in range(3))
    payments = {each["id"]: each for each in objects if each["object"] == "payment_intent" and each["customer"]}
    for payment in payments.values():
        received[payment["id"]] += payment["amount_received"]
    for refund in list_refunds(objects):
        gives_back = refund["status"] not in GAVE_NOTHING_BACK and not is_release(refund, payments)
        refunded[refund["payment_intent"]] += refund["amount"] * gives_back
    for dispute in (each for each in objects if each["object"] == "dispute"):
        disputed[dispute["payment_intent"]] += dispute["amount"] * (dispute["status"] in HOLDS_MONEY)
    found: dict[Key, Sums] = {}
    for payment in payments.values():
        key = Key(payment["customer"], payment["currency"].upper())
        added = (received[payment["id"]], refunded[payment["id"]], disputed[payment["id"]])
        found[key] = tuple(map(sum, zip(found.get(key, (0, 0, 0)), added, strict=True)))  # type: ignore[assignment]
    return {key: sums for key, sums in found.items() if sums[0]}


def is_release(refund: dict[str, Any], payments: dict[str, dict[str, Any]]) -> bool:
    """Whether it only let go of what was held and not captured, which nobody had received."""
    payment = payments.get(refund["payment_intent"])
    return payment is not None and refund["amount"] == payment["amount"] - payment["amount_received"] > 0


def list_refunds(objects: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The refunds that stand alone, and those within a charge, which may stand within a payment."""
    for each in objects:
        if each["object"] == "refund":
            yield each
        charges = [each, each.get("latest_charge"), *each.get("charges", {}).get("data", [])]
        for charge in charges:
            if isinstance(charge, dict) and charge["object"] == "charge":
                yield from charge.get("refunds", {}).get("data", [])


async def read_totals(database: Database) -> dict[Key, Sums]:
    """As page, list and API have them; their net is what is left."""
    found = {}
    chunks = await export_customers(make_context(database), CustomerFilter(), CustomerOrder.OLDEST)
    async for rows in chunks:
        for row in rows:
            for totals in row.totals:
                sums = (totals.received, totals.refunded, totals.disputed)
                assert totals.net == sums[0] - sums[1] - sums[2]
                if totals.received:
                    found[Key(row.customer.id, totals.currency)] = sums
    return found


async def sum_payments(database: Database) -> dict[Key, Sums]:
    """What each payment says of itself, added up."""
    payment = table_of(PaymentIntent).c
    figures = (payment.amount_received, payment.amount_refunded, payment.amount_disputed)
    statement = (
        select(payment.customer_id, payment.currency, *map(func.sum, figures))
        .where(payment.project_id == "prj_1", payment.customer_id.is_not(None))
        .group_by(payment.customer_id, payment.currency)
    )
    async with database.engine.connect() as connection:
        rows = (await connection.execute(statement)).all()
    return {Key(*row[:2]): tuple(row[2:]) for row in rows if row[2]}
