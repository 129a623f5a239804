"""A CSV of customers by facets: everybody who fits once and in order, and it reads little more than it sends."""

from itertools import product

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.summaries.facets import SUBSCRIPTION_FACETS
from models.values.instant import Instant
from resolvers.customers.customers import list_customers
from resolvers.customers.export.customers import export_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.paging.page_requests import PageRequest
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database
from tests.factories import NOW, make_context, make_customer, make_invoice, make_project, make_subscription, save
from tests.filling import count_customers
from tests.reading_cost import cost_of, settle

ORDERS = [order for order in CustomerOrder if order is not CustomerOrder.RELEVANCE]
FILTERS = [
    CustomerFilter(overdue=False),
    CustomerFilter(subscription_status=(SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE)),
    CustomerFilter(at_risk=True, created_from=Instant(NOW - 40)),
    CustomerFilter(overdue=True, invoice_status=(InvoiceStatus.DRAFT,)),
]
ACTIVE = SUBSCRIPTION_FACETS[SubscriptionStatus.ACTIVE]
CHUNK, LISTS, OF_EACH = 500, 64, 100


@pytest.mark.parametrize("order", ORDERS)
async def test_everybody_who_fits_comes_once_and_in_order_also_whom_the_clock_changed(
    database: Database, order: CustomerOrder
) -> None:
    people = [make_customer(number, name=f"Name {number % 7}", created_at=NOW - number) for number in range(60)]
    statuses = list(SubscriptionStatus)
    # The first thirty have all sorts of facets, and of the others most have the same.
    held = [make_subscription(each, status=statuses[at % 8 if at < 30 else 0]) for at, each in enumerate(people)]
    due = [make_invoice(each, status=InvoiceStatus.OPEN, due_at=Instant(NOW + 5)) for each in people[::4]]
    await save(database, make_project(), people, held, due)

    for wanted, now, chunk in product(FILTERS, (NOW, Instant(NOW + 9)), (4, 9)):
        context = make_context(database, now=now)
        page = await list_customers(context, wanted, order, PageRequest(100))
        chunks = [rows async for rows in await export_customers(context, wanted, order, chunk)]
        assert [row.customer.id for rows in chunks for row in rows] == [row.id for row in page.rows]
        assert max(map(len, chunks)) <= chunk


async def test_a_part_reads_about_as_many_as_it_has_however_many_lists_there_are(database: Database) -> None:
    await add_customers(database, OF_EACH)
    wanted = CustomerFilter(subscription_status=(SubscriptionStatus.ACTIVE,))

    async def export() -> None:
        chunks = await export_customers(make_context(database), wanted, CustomerOrder.NEWEST, CHUNK)
        sizes = [len(rows) async for rows in chunks]
        assert sum(sizes) == OF_EACH * LISTS
        assert len(sizes) <= 1.2 * OF_EACH * LISTS / CHUNK

    of_one = await cost_of(database, export) / OF_EACH / LISTS

    # Steps, or pages of the database. Where each part read as many of each list it was 290, or 5.
    assert of_one < (150 if database.dialect.name == "sqlite" else 2)


async def add_customers(database: Database, of_each: int) -> None:
    """So many customers of each list, taking turns."""
    await save(database, make_project())
    numbers = (
        "WITH RECURSIVE numbers(n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers"
        f" WHERE n < {of_each * LISTS} - 1)"
    )
    facets = f"{ACTIVE} + (n % {LISTS}) * 256"
    rows = [
        "INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at)"
        f" {numbers} SELECT 'prj_1', true, 'cus_' || n, 'Ada', 'ada', '[]', '{{}}', {NOW} - n FROM numbers",
        "INSERT INTO customer_facets (project_id, live_mode, id, facets, created_at, sort_name)"
        f" {numbers} SELECT 'prj_1', true, 'cus_' || n, {facets}, {NOW} - n, 'ada' FROM numbers",
    ]
    async with database.engine.begin() as connection:
        for statement in rows:
            await connection.exec_driver_sql(statement)
        await count_customers(ScopedTransaction(connection, "prj_1", True, NOW))
    await settle(database)
