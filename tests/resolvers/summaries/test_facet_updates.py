"""Facets are what the rules of the models say, at every moment, whenever they were kept and whatever was written."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Select, delete, select, update

from models.billing.cancellation import CancellationRequest
from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.subscription import Subscription, SubscriptionStatus
from models.ownership import table_of
from models.summaries.customer_count import CustomerCount
from models.summaries.customer_facets import CustomerFacets
from models.summaries.facets import CANCELLING, DISPUTED, INVOICE_FACETS, OVERDUE, SUBSCRIPTION_FACETS
from models.values.instant import Instant
from resolvers.scopes import Scope
from resolvers.subscriptions.changes import cancel_subscription
from resolvers.summaries.facet_updates import update_facets
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_project,
    make_subscription,
    save,
)
from tests.resolvers.summaries.generated_customers import AROUND, GeneratedCustomer, many_customers, save_in_own_project
from tests.verification import assert_verified

ACTIVE, CANCELED = SUBSCRIPTION_FACETS[SubscriptionStatus.ACTIVE], SUBSCRIPTION_FACETS[SubscriptionStatus.CANCELED]
OPEN, PAID = INVOICE_FACETS[InvoiceStatus.OPEN], INVOICE_FACETS[InvoiceStatus.PAID]


def _facets(scope: Scope) -> Select[tuple[str, int]]:
    table = scope.table(CustomerFacets, "each")
    return select(table.c.id, table.c.facets).where(scope.bounds(table))


async def read_facets(database: Database, now: Instant = NOW, **viewer: Any) -> dict[str, int]:
    rows = await make_context(database, now=now, **viewer).reads.fetch(_facets)
    return dict(rows)


async def keep(database: Database, now: Instant, *ids: str, project_id: str = "prj_1") -> None:
    async with database.engine.begin() as connection:
        await update_facets(ScopedTransaction(connection, project_id, True, now), set(ids))


async def count_stored(database: Database) -> dict[int, int]:
    counts: dict[int, int] = {}
    async with database.engine.connect() as connection:
        for facets, how_many in await connection.execute(select(CustomerCount.facets, CustomerCount.how_many)):
            counts[facets] = counts.get(facets, 0) + how_many
    return {facets: how_many for facets, how_many in counts.items() if how_many}


@given(customers=many_customers())
@settings(
    max_examples=min(settings().max_examples, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_facets_are_what_the_models_say_at_every_moment_whenever_they_were_kept(
    database: Database, customers: list[GeneratedCustomer]
) -> None:
    ids = [each.customer.id for each in customers]
    project = await save_in_own_project(database, customers)

    for kept_at in AROUND[::4]:
        await keep(database, kept_at, *ids, project_id=project)

        for now in AROUND:
            shown = await read_facets(database, now, project_id=project)
            assert shown == {each.customer.id: each.facets_at(now) for each in customers}
    await assert_verified(database)


async def test_what_is_written_later_changes_the_facets_and_the_counts(database: Database) -> None:
    customer = make_customer()
    await save(database, make_project(), customer, make_customer(2))
    told = [await read_facets(database)]
    counted = [await count_stored(database)]

    for more in (
        make_subscription(customer, cancel_at=later(9)),
        make_invoice(customer, status=InvoiceStatus.OPEN, due_at=later(-1)),
        make_payment(customer, amount_disputed=5),
    ):
        await save(database, more)
        told.append(await read_facets(database))
        counted.append(await count_stored(database))

    facets = [0, ACTIVE | CANCELLING]
    facets.append(facets[-1] | OPEN | OVERDUE)
    facets.append(facets[-1] | DISPUTED)
    assert [each["cus_1"] for each in told] == facets
    assert counted == [{0: 2}, *({0: 1, each: 1} for each in facets[1:])]
    await assert_verified(database)


async def test_a_customer_in_another_mode_is_another_one(database: Database) -> None:
    live, test = make_customer(), make_customer(live_mode=False)
    await save(database, make_project(), live, test, make_subscription(test))

    assert await read_facets(database) == {"cus_1": 0}
    assert await read_facets(database, live_mode=False) == {"cus_1": ACTIVE}


async def test_a_customer_who_is_gone_is_counted_no_more(database: Database) -> None:
    await save(database, make_project(), make_customer(), make_customer(2))
    async with database.engine.begin() as connection:
        await connection.execute(delete(table_of(Customer)).where(table_of(Customer).c.id == "cus_1"))

    await keep(database, NOW, "cus_1")

    assert await read_facets(database) == {"cus_2": 0}
    assert await count_stored(database) == {0: 1}


async def test_what_is_as_it_was_is_read_and_not_written(database: Database, queries: QueryLog) -> None:
    await save(database, make_project(), make_customer(), make_subscription(make_customer()))
    queries.clear()

    await keep(database, NOW, "cus_1")
    await keep(database, NOW)

    assert [query.split()[0] for query in queries if query.split()[0] != "BEGIN"] == ["SELECT", "SELECT"]


@pytest.mark.parametrize("now", [later(8), later(10)])
async def test_a_task_that_finds_a_due_date_passed_keeps_what_reads_showed_already(
    database: Database, now: Instant
) -> None:
    customer = make_customer()
    await save(database, make_project(), customer, make_subscription(customer, cancel_at=later(9)))
    await save(database, make_invoice(customer, status=InvoiceStatus.OPEN, due_at=later(7)))
    before = await read_facets(database, now)

    await keep(database, now, "cus_1")

    assert await read_facets(database, now) == before == {"cus_1": before["cus_1"]}
    assert before["cus_1"] == OPEN | OVERDUE | (ACTIVE | CANCELLING if now < later(9) else CANCELED)


async def test_a_plain_write_past_it_is_seen_once_it_is_kept(database: Database) -> None:
    customer = make_customer()
    await save(database, make_project(), customer, make_subscription(customer), make_invoice(customer))
    async with database.engine.begin() as connection:
        await connection.execute(update(table_of(Subscription)).values(status="CANCELED"))
        await connection.execute(delete(table_of(Invoice)))
        await connection.exec_driver_sql("DELETE FROM invoice_summary")
    before = await read_facets(database)

    await keep(database, NOW, "cus_1")

    assert (before, await read_facets(database)) == ({"cus_1": ACTIVE | PAID}, {"cus_1": CANCELED})


async def test_changes_of_one_customer_at_the_same_time_leave_the_facets_of_them_all(
    database: Database, database_url: str
) -> None:
    customer, plan = make_customer(), make_plan()
    subscriptions = [make_subscription(customer, number) for number in range(8)]
    items = [make_item(each, plan) for each in subscriptions]
    await save(database, make_project(), customer, plan, subscriptions, items)
    now = CancellationRequest()

    async with Database(database_url) as other:
        changes = (
            cancel_subscription(make_context((database, other)[number % 2]), each.id, now, None)
            for number, each in enumerate(subscriptions)
        )
        assert [change.refused for change in await asyncio.gather(*changes)] == [None] * 8

    assert await read_facets(database) == {"cus_1": CANCELED}
    assert await count_stored(database) == {CANCELED: 1}
    await assert_verified(database)
