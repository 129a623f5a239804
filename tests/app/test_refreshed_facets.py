"""Facets that the clock has changed are kept anew, whichever process comes first, and their counts are added up."""

import asyncio

import pytest
from sqlalchemy import func, select

from app.upkeep import facets
from app.upkeep.facets import fold_all, refresh_due_facets
from models.billing.invoice import InvoiceStatus
from models.summaries.customer_count import CHANGE, EVER, CustomerCount
from models.summaries.customer_facets import CustomerFacets
from models.values.instant import Instant
from resolvers.customers.customers import count_customers, list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.paging.page_requests import PageRequest
from resolvers.summaries import folding
from resolvers.summaries.folding import fold_counts
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import NOW, later, make_context, make_customer, make_invoice, make_project, save
from tests.importing import import_objects
from tests.intake.stripe_objects import make_everything
from tests.verification import assert_verified


async def save_late(database: Database, customers: int = 5) -> None:
    """Customers whose invoices are late from tomorrow on, in both modes."""
    for live_mode in (True, False):
        people = [make_customer(number, live_mode=live_mode) for number in range(customers)]
        invoices = [make_invoice(each, status=InvoiceStatus.OPEN, due_at=later(1)) for each in people]
        await save(database, [make_project()] if live_mode else [], people, invoices)


async def list_overdue(database: Database, now: Instant) -> tuple[list[str], int]:
    wanted, context = CustomerFilter(overdue=True), make_context(database, now=now)
    page = await list_customers(context, wanted, CustomerOrder.NEWEST, PageRequest())
    return [row.id for row in page.rows], await count_customers(context, wanted)


async def count_due(database: Database, now: Instant) -> int:
    async with database.engine.connect() as connection:
        due = select(func.count()).where(CustomerFacets.next_change_at <= now)  # type: ignore[operator]
        return (await connection.execute(due)).scalar_one()


async def test_what_the_clock_has_changed_is_kept_a_batch_at_a_time_and_reads_show_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "BATCH", 4)
    await save_late(database)
    shown = [await list_overdue(database, later(2))]

    kept = []
    while not kept or kept[-1]:
        kept.append(await refresh_due_facets(database, later(2)))
        shown.append(await list_overdue(database, later(2)))

    assert kept == [4, 4, 2, 0]
    assert await count_due(database, later(2)) == 0
    assert shown == [(["cus_0", "cus_1", "cus_2", "cus_3", "cus_4"], 5)] * 5
    # What was kept later is not shown earlier.
    assert await list_overdue(database, NOW) == ([], 0)
    await assert_verified(database)


async def test_until_then_there_is_nothing_to_keep(database: Database, queries: QueryLog) -> None:
    await save_late(database)
    queries.clear()

    assert await refresh_due_facets(database, later(1)) == 0
    assert len([query for query in queries if query.startswith("SELECT")]) == 1


async def test_two_processes_keep_each_customer_once(database: Database, database_url: str) -> None:
    await save_late(database, 30)

    async with Database(database_url) as other:
        await asyncio.gather(*(refresh_due_facets(each, later(2)) for each in (database, other) * 3))

    assert await list_overdue(database, later(2)) == ([f"cus_{number}" for number in range(20)], 30)
    await assert_verified(database)


async def count_rows(database: Database, width: int) -> int:
    async with database.engine.connect() as connection:
        counted = select(func.count()).where(CustomerCount.width == width)
        return (await connection.execute(counted)).scalar_one()


async def test_many_changes_of_counts_become_one_row_of_each_span(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "AT_ONCE", 4)
    await save(database, make_project())
    for number in range(6):
        await save(database, make_customer(number))
        await save(database, make_invoice(make_customer(number)))
    many = await count_rows(database, CHANGE)

    async with Database(database_url) as other:
        await asyncio.gather(*(fold_all(each) for each in (database, other) * 2))

    assert (many, await count_rows(database, CHANGE)) == (18, 0)
    # Of those with an invoice, and of anybody: nobody is without one any more.
    assert await count_rows(database, EVER) == 2
    assert await count_customers(make_context(database), CustomerFilter()) == 6
    await assert_verified(database)


async def test_between_two_folds_every_customer_is_counted_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "AT_ONCE", 1)
    customers = [make_customer(number) for number in range(3)]
    await save(database, make_project(), customers)
    await save(database, [make_invoice(each) for each in customers])
    paid, made = CustomerFilter(invoice_status=(InvoiceStatus.PAID,)), CustomerFilter(created_from=Instant(0))
    counted = []

    while await count_rows(database, CHANGE):
        async with database.engine.begin() as connection:
            await fold_counts(connection, "prj_1", True)
        counted.append([await count_customers(make_context(database), each) for each in (paid, made)])

    assert counted == [[3, 3]] * 9
    await assert_verified(database)


async def test_an_import_leaves_no_changes_of_counts(database: Database) -> None:
    await save(database, make_project())

    await import_objects(database, make_everything(), project_id="prj_1", as_of=Instant(0))

    assert (await count_rows(database, CHANGE), await count_rows(database, EVER)) == (0, 2)
    await assert_verified(database)
