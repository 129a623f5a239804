"""With 40,000 customers a filter reads what it returns: few rows and no whole table, in every order.

The rows are inserted by SQL, and what is kept of them is filled by its definitions.
"""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import text

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import SECOND, Instant
from resolvers.customers.customers import WHOLE_LIST, CountOfCustomers, PageOfCustomers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from storage.database import Database
from tests.factories import NOW, later, make_project, make_viewer, save
from tests.filling import fill_derived
from tests.reading_cost import explain_analyze, rows_read, statements_of

CUSTOMERS = 40_000
# They were created in three years.
APART = 2_250 * SECOND
# A page has 20 rows; it reads at most 21 of 21 lists, the first ones of all lists, and how many lists there are.
MOST_ROWS = 1_000
# What SQLite tells is the steps of its machine: some twenty for each row.
MOST_STEPS = 20 * MOST_ROWS

_NUMBERS = (
    f"WITH RECURSIVE numbers(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {CUSTOMERS})"
)
# One of a thousand is past due, is in a trial that a card ends before and has a draft, or is late; others have one of
# several standings.
_SEED = (
    f"INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at) {_NUMBERS}"
    " SELECT 'prj_1', true, 'cus_' || n, 'Name ' || n, 'name ' || (n * 7919 % 100003), '[]', '{}',"
    f" {NOW} - n * {APART} FROM numbers",
    "INSERT INTO subscription (project_id, live_mode, id, customer_id, status, currency, current_period_start,"
    f" current_period_end, cancel_at, created_at, items_complete) {_NUMBERS}"
    " SELECT 'prj_1', true, 'sub_' || n, 'cus_' || n, CASE WHEN n % 1000 = 7 THEN 'PAST_DUE'"
    " WHEN n % 1000 = 3 THEN 'TRIALING' WHEN n % 7 = 1 THEN 'CANCELED' ELSE 'ACTIVE' END, 'GBP', 1, 2,"
    f" CASE n % 11 WHEN 0 THEN {NOW} + n * 1000000 END, 1, true FROM numbers",
    "INSERT INTO plan (project_id, live_mode, id, product_name, name, is_metered)"
    " VALUES ('prj_1', true, 'price_1', 'Team', 'Team', false)",
    "INSERT INTO subscription_item (project_id, live_mode, id, subscription_id, plan_id, currency, position)"
    " SELECT 'prj_1', true, 'si_' || id, id, 'price_1', 'GBP', 0 FROM subscription WHERE status = 'TRIALING'",
    "INSERT INTO payment_method (project_id, live_mode, id, customer_id, type, expires_month, expires_year, created_at,"
    " is_default) SELECT 'prj_1', true, 'pm_' || customer_id, customer_id, 'card', 12, 1969, 1, 1 FROM subscription"
    " WHERE status = 'TRIALING'",
    "UPDATE customer SET default_payment_method_id = 'pm_' || id WHERE id IN (SELECT customer_id FROM payment_method)",
    "INSERT INTO invoice (project_id, live_mode, id, customer_id, status, currency, subtotal, tax, total, amount_due,"
    " amount_paid, amount_remaining, buyer, created_at, due_at, amount_credited, lines_complete, payment_processing)"
    f" {_NUMBERS} SELECT 'prj_1', true, 'in_' || n, 'cus_' || n, CASE WHEN n % 1000 = 3 THEN 'DRAFT' WHEN n % 5 = 0"
    " THEN 'OPEN' WHEN n % 13 = 0 THEN 'VOID' ELSE 'PAID' END, 'GBP', 1, 0, 1, 1, 0, 1, '{}', 1,"
    f" {NOW} + CASE WHEN n % 1000 = 10 THEN -n ELSE n + 5000000000 END, 0, true, false FROM numbers",
)

WANTED = {
    "few past due": CustomerFilter(subscription_status=(SubscriptionStatus.PAST_DUE,)),
    "most": CustomerFilter(subscription_status=(SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELED)),
    "few drafts": CustomerFilter(invoice_status=(InvoiceStatus.DRAFT,)),
    "few late": CustomerFilter(overdue=True),
    "nearly all": CustomerFilter(overdue=False),
    "at risk": CustomerFilter(at_risk=True),
    "few by their card alone": CustomerFilter(at_risk=True, subscription_status=(SubscriptionStatus.TRIALING,)),
    "not at risk": CustomerFilter(at_risk=False),
    "nobody": CustomerFilter(
        subscription_status=(SubscriptionStatus.PAST_DUE,), invoice_status=(InvoiceStatus.UNCOLLECTIBLE,)
    ),
    "both": CustomerFilter(subscription_status=(SubscriptionStatus.ACTIVE,), overdue=True),
    "all": CustomerFilter(),
    "created later": CustomerFilter(created_from=later(1)),
    "created later, not at risk": CustomerFilter(created_from=later(1), at_risk=False),
    "of a day": CustomerFilter(created_from=later(-401), created_before=later(-400)),
    "of a day, some minutes after it begins": CustomerFilter(
        created_from=Instant(later(-401) + 7 * SECOND), created_before=Instant(later(-400) + 999 * SECOND)
    ),
    "of a month": CustomerFilter(created_from=later(-431), created_before=later(-400)),
    "few drafts of a month": CustomerFilter(
        created_from=later(-431), created_before=later(-400), invoice_status=(InvoiceStatus.DRAFT,)
    ),
    "most by their age": CustomerFilter(created_before=later(-200)),
    "most by their age, not at risk": CustomerFilter(created_before=later(-200), at_risk=False),
    "nobody of a year": CustomerFilter(
        created_from=later(-765),
        created_before=later(-400),
        subscription_status=(SubscriptionStatus.PAST_DUE,),
        invoice_status=(InvoiceStatus.UNCOLLECTIBLE,),
    ),
}
# Neither few nor most: for a list by name others are passed over in each of the lists that fit.
BETWEEN = {
    "of a month, not at risk": CustomerFilter(created_from=later(-431), created_before=later(-400), at_risk=False),
}
MOST_TIMES_BETWEEN = 3
PLACES: dict[CustomerOrder, tuple[Any, ...]] = {
    CustomerOrder.NEWEST: (NOW - CUSTOMERS * APART // 2, "cus_5"),
    CustomerOrder.OLDEST: (NOW - CUSTOMERS * APART // 2, "cus_5"),
    CustomerOrder.NAME: ("name 5", "cus_5"),
}


async def list_statements(database: Database, wanted: CustomerFilter) -> list[tuple[str, Any]]:
    """What pages in every order, from the start and from the middle, and the count ask the database."""
    reads = Reads(database, make_viewer(), NOW)

    async def read() -> None:
        for order, place in PLACES.items():
            for request in (PageRequest(), PageRequest(after=place), PageRequest(backward=True, before=place)):
                await PageOfCustomers(wanted, order, request).load(reads, NOW, [WHOLE_LIST])
        await CountOfCustomers(wanted).load(reads, NOW, [WHOLE_LIST])

    return await statements_of(database, read)


@pytest.fixture
async def seeded(database: Database) -> Database:
    await save(database, make_project())
    async with database.engine.begin() as connection:
        for statement in _SEED:
            await connection.exec_driver_sql(statement)
            # Or PostgreSQL looks for the customer of each subscription as in an empty table: by reading it all.
            await connection.execute(text("ANALYZE"))
    await fill_derived(database)
    async with database.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    return database


# What is inserted takes seconds, and minutes on a machine that is busy.
@pytest.mark.timeout(600)
async def test_a_page_and_a_count_read_few_rows_of_forty_thousand(seeded: Database) -> None:
    measure = measure_on_sqlite if seeded.dialect.name == "sqlite" else measure_on_postgres

    read = {
        (name, sql): await measure(seeded, sql, parameters)
        for name, wanted in (WANTED | BETWEEN).items()
        for sql, parameters in await list_statements(seeded, wanted)
    }

    most = MOST_STEPS if seeded.dialect.name == "sqlite" else MOST_ROWS
    assert {question: many for question, many in read.items() if many > most and question[0] in WANTED} == {}
    assert max(read.values()) <= most * MOST_TIMES_BETWEEN


async def measure_on_sqlite(database: Database, sql: str, parameters: Any) -> float:
    """The steps that the statement takes."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 100

    with closing(sqlite3.connect(database.url.database or "")) as connection:
        connection.set_progress_handler(count, 100)
        connection.execute(sql, parameters).fetchall()
    return steps


async def measure_on_postgres(database: Database, sql: str, parameters: Any) -> float:
    """The rows that the statement reads."""
    [plan] = await explain_analyze(database, [(sql, parameters)])
    return rows_read(plan)
