"""All customers of a search: each once, in chunks that cost the same however many there are."""

import gc
from typing import Any

import pytest

from models.access.viewer import Role
from models.billing.customer import Customer
from resolvers.customers.customers import list_customers
from resolvers.customers.export.customers import export_customers
from resolvers.customers.export.payments_and_invoices import export_invoices, export_payments
from resolvers.customers.filter.customer_filter import MAX_SEARCH_LENGTH, CustomerFilter, CustomerOrder
from resolvers.customers.list_rows import CustomerRow
from resolvers.customers.lists import sort_or_scan
from resolvers.errors import BadInput, Forbidden
from resolvers.paging.page_requests import PageRequest
from storage.database import Database
from storage.unavailable import DatabaseUnavailable
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_one_of_each,
    make_project,
    save,
)

LISTED = [order for order in CustomerOrder if order is not CustomerOrder.RELEVANCE]
EVERYONE = CustomerFilter()
LARGE = PageRequest(100)


async def add_customers(database: Database, count: int) -> None:
    await save(database, make_project(), *(row for number in range(1, count + 1) for row in make_one_of_each(number)))


async def export(
    database: Database, chunk: int, wanted: CustomerFilter = EVERYONE, order: Any = CustomerOrder.NEWEST
) -> list[list[str]]:
    chunks = await export_customers(make_context(database), wanted, order, chunk)
    return [[row.customer.id for row in rows] async for rows in chunks]


@pytest.mark.parametrize("order", LISTED)
async def test_every_customer_comes_once_in_the_order_of_the_list(database: Database, order: CustomerOrder) -> None:
    await add_customers(database, 7)
    page = await list_customers(make_context(database), EVERYONE, order, PageRequest(100))

    chunks = await export(database, 3, order=order)

    assert [len(chunk) for chunk in chunks] == [3, 3, 1]
    assert [customer_id for chunk in chunks for customer_id in chunk] == [customer.id for customer in page.rows]


async def test_a_chunk_that_ends_with_the_list_is_the_last(database: Database) -> None:
    assert await export(database, 3) == [[]]
    await add_customers(database, 6)

    assert [len(chunk) for chunk in await export(database, 3)] == [3, 3]


async def test_only_what_is_searched_and_filtered_comes(database: Database) -> None:
    customers = [make_customer(number, name=f"{'Ada' if number % 2 else 'Bo'} {number}") for number in range(1, 9)]
    await save(database, make_project(), customers)

    chunks = await export(database, 2, CustomerFilter(search="ada", created_from=later(-5)))

    assert chunks == [["cus_1", "cus_3"], ["cus_5"]]


@pytest.mark.parametrize("order", LISTED)
@pytest.mark.parametrize("uneven", [0, sort_or_scan.UNEVEN], ids=["passing over others", "sorting few"])
async def test_a_filter_within_a_range_of_dates_gives_each_customer_once(
    database: Database, monkeypatch: pytest.MonkeyPatch, order: CustomerOrder, uneven: int
) -> None:
    monkeypatch.setattr(sort_or_scan, "UNEVEN", uneven)
    await add_customers(database, 9)
    created = [row.created_at for row in (await list_customers(make_context(database), EVERYONE, order, LARGE)).rows]
    within = CustomerFilter(overdue=False, created_from=sorted(created)[1], created_before=sorted(created)[8])
    page = await list_customers(make_context(database), within, order, LARGE)

    chunks = await export(database, 2, within, order)

    assert [row for chunk in chunks for row in chunk] == [row.id for row in page.rows]
    assert len(page.rows) == 7


async def test_a_row_holds_what_a_file_needs(database: Database) -> None:
    await save(database, make_project(), *make_one_of_each())

    [[row]] = [rows async for rows in await export_customers(make_context(database), EVERYONE, CustomerOrder.NEWEST)]

    customer = row.customer
    assert (customer.id, customer.name, customer.email, customer.phone, customer.created_at) == (
        "cus_1",
        "Customer 1",
        "customer1@example.com",
        None,
        later(-1),
    )
    assert row.statuses == ("ACTIVE",)
    assert [(plan.product_name, plan.name) for plan in row.plans] == [("Coffee club", "Plan 1")]
    assert row.next_billing_at == later(20)
    assert [(total.currency, total.net) for total in row.totals] == [("GBP", 1200)]


@pytest.mark.parametrize("order", LISTED)
async def test_customers_added_meanwhile_make_nobody_come_twice(database: Database, order: CustomerOrder) -> None:
    await add_customers(database, 6)
    seen: list[str] = []

    chunks = await export_customers(make_context(database), EVERYONE, order, 2)
    async for rows in chunks:
        seen += [row.customer.id for row in rows]
        if len(seen) <= 4:
            places = {"before": NOW, "between": later(-3) - 1, "after": later(-99)}
            await save(
                database,
                [
                    make_customer(name=f"Customer 3 {name}", id=f"cus_{name}_{len(seen)}", created_at=created_at)
                    for name, created_at in places.items()
                ],
            )

    assert len(seen) == len(set(seen))
    assert {f"cus_{number}" for number in range(1, 7)} <= set(seen)


async def test_a_chunk_costs_three_statements_however_many_there_are(database: Database, queries: QueryLog) -> None:
    await add_customers(database, 8)
    counts = []

    for chunk in (2, 4, 8):
        queries.clear()
        chunks = await export(database, chunk)
        counts.append(len(queries) / len(chunks))

    assert counts == [3, 3, 3]


async def test_what_was_sent_is_not_kept(database: Database) -> None:
    await add_customers(database, 8)
    held = []

    context = make_context(database)
    rows: list[CustomerRow]
    async for rows in await export_customers(context, EVERYONE, CustomerOrder.NEWEST, 2):
        del rows
        gc.collect()
        held.append(sum(isinstance(thing, Customer) for thing in gc.get_objects()))

    assert max(held) == held[0]


async def test_what_is_refused_is_refused_before_the_first_chunk(database: Database, queries: QueryLog) -> None:
    with pytest.raises(Forbidden):
        await export_customers(
            make_context(database, role=Role.CUSTOMER, customer_id="cus_1"), EVERYONE, CustomerOrder.NEWEST
        )
    with pytest.raises(BadInput):
        await export_customers(
            make_context(database), CustomerFilter(search="x" * (MAX_SEARCH_LENGTH + 1)), CustomerOrder.NEWEST
        )

    assert queries == []


@pytest.mark.one_database
@pytest.mark.parametrize(("export", "table"), [(export_payments, "payment_intent"), (export_invoices, "invoice")])
async def test_a_database_that_is_away_is_told_before_the_first_rows(
    database: Database, export: Any, table: str
) -> None:
    await save(database, make_project(), make_customer())

    def fail(statement: str) -> None:
        if f"FROM {table}" in statement:
            raise DatabaseUnavailable

    database.observers.append(fail)

    with pytest.raises(DatabaseUnavailable):
        await export(make_context(database), "cus_1", None)
