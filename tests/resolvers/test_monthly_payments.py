"""What customers paid in each of the last twelve months."""

from typing import Any

import pytest

from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.values.instant import parse_rfc3339, rfc3339
from resolvers.payments.monthly_payments import MONTHLY_PAYMENTS_OF_CUSTOMER, MonthlyPayments, last_months
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import make_context, make_customer, make_payment, make_project, save

NONE = (0,) * 10


def paid(number: int, at: str, amount: int, **overrides: Any) -> PaymentIntent:
    return make_payment(make_customer(), number, created_at=parse_rfc3339(at), amount=amount, **overrides)


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        ("2026-11-22T12:00:00Z", "2025-12-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("2026-12-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z"),
        ("2026-11-30T23:59:59.999999Z", "2025-12-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("2024-02-29T08:00:00Z", "2023-03-01T00:00:00Z", "2024-02-01T00:00:00Z"),
    ],
)
def test_the_months_are_those_of_the_calendar_in_utc(now: str, first: str, last: str) -> None:
    months = last_months(parse_rfc3339(now))

    assert len(months) == 12
    assert [rfc3339(months[0]), rfc3339(months[-1])] == [first, last]


async def test_succeeded_payments_are_summed_by_month_and_currency(database: Database) -> None:
    payments = [
        paid(1, "2025-11-30T23:59:59.999999Z", 1),
        paid(2, "2025-12-01T00:00:00Z", 20),
        paid(3, "2025-12-31T23:59:59.999999Z", 300),
        paid(4, "2026-11-01T00:00:00Z", 4000),
        paid(5, "2026-11-30T23:59:59.999999Z", 50_000),
        paid(6, "2026-12-01T00:00:00Z", 600_000),
        paid(7, "2026-11-02T00:00:00Z", 2**61, currency="EUR"),
        paid(8, "2026-11-03T00:00:00Z", 2**61, currency="EUR"),
    ]
    others = [
        paid(20 + number, "2026-11-02T00:00:00Z", 9, status=status, currency="SEK")
        for number, status in enumerate(PaymentIntentStatus)
        if status is not PaymentIntentStatus.SUCCEEDED
    ]
    await save(database, make_project(), make_customer(), payments, others)

    sums = await make_context(database).loaders.load(MONTHLY_PAYMENTS_OF_CUSTOMER, "cus_1")

    assert sums == [
        MonthlyPayments("EUR", (0, *NONE, 2**62)),
        MonthlyPayments("GBP", (320, *NONE, 54_000)),
    ]


async def test_the_months_of_many_customers_come_in_one_statement(database: Database, queries: QueryLog) -> None:
    customers = [make_customer(number) for number in range(1, 9)]
    await save(database, make_project(), customers, [make_payment(customer) for customer in customers])
    counts = []

    for ids in (["cus_1", "cus_2"], [*(customer.id for customer in customers), "unknown"]):
        queries.clear()
        context = make_context(database)
        sums = await MONTHLY_PAYMENTS_OF_CUSTOMER.load(context.reads, context.now, ids)
        counts.append(len(queries))

    assert sums == [[MonthlyPayments("GBP", (*NONE, 0, 1200))]] * 8 + [[]]
    assert counts == [1, 1]


async def test_nobody_sees_anothers_months(database: Database) -> None:
    customers = [make_customer(1), make_customer(2)]
    await save(database, make_project(), customers, [make_payment(customer) for customer in customers])
    now = make_context(database).now

    for viewer in ({"live_mode": False}, {"project_id": "prj_2"}, {"customer_id": "cus_2"}):
        reads = make_context(database, **viewer).reads
        assert await MONTHLY_PAYMENTS_OF_CUSTOMER.load(reads, now, ["cus_1"]) == [[]]
