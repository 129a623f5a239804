"""Erasing a customer: what goes, what stays, and that it is whole or has not happened."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from models.access.viewer import Role
from models.billing.erasure import hash_of_erased
from models.billing.subscription import SubscriptionStatus
from models.personal_data import FATES, Emptied, Removed
from models.tables import METADATA
from models.values.instant import parse_rfc3339
from resolvers.context import RequestContext
from resolvers.erasure.customer_rows import customer_rows
from resolvers.erasure.erase import ERASURE, erase_customer
from resolvers.erasure.errors import CustomerNotFound, NotAllKept, StillSubscribed
from resolvers.erasure.papers import Paper, read_papers, select_papers
from resolvers.errors import Forbidden
from storage.database import Database
from tests.factories import NOW, make_context, make_customer, make_invoice, make_project, make_subscription, save
from tests.resolvers.erasure.erased_customers import SECRET, make_everything, tables_with
from tests.verification import assert_verified

YEARS = 10


@pytest.fixture(autouse=True)
async def customers(database: Database) -> None:
    """Two in live data, and the first one's namesake in test data."""
    await save(database, make_project(), make_everything(1), make_everything(2))
    await save(database, make_everything(1, live_mode=False))


@pytest.fixture
def admin(database: Database) -> RequestContext:
    return make_context(database, role=Role.ADMIN, name="head@example.com", credential_id="op_1")


async def papers_of(database: Database, customer_id: str = "cus_1") -> list[Paper]:
    async with database.engine.connect() as connection:
        return read_papers((await connection.execute(select_papers(customer_rows("prj_1", True, customer_id)))).all())


async def erase(admin: RequestContext, customer_id: str = "cus_1") -> dict[str, Any]:
    return await erase_customer(admin, customer_id, await papers_of(admin.database, customer_id), YEARS)


async def read(database: Database, name: str, *columns: str) -> list[Any]:
    table = METADATA.tables[name]
    chosen = [table.c[column] for column in columns] or list(table.columns)
    async with database.engine.connect() as connection:
        found = await connection.execute(select(*chosen).order_by(*table.primary_key.columns))
        return [tuple(row) for row in found]


async def content_of(database: Database) -> dict[str, list[Any]]:
    return {table.name: await read(database, table.name) for table in METADATA.sorted_tables}


async def count_secrets(database: Database) -> dict[str, int]:
    async with database.engine.connect() as connection:
        return await tables_with(connection, SECRET)


async def test_what_is_the_customers_goes_and_nobody_elses(database: Database, admin: RequestContext) -> None:
    before = await count_secrets(database)

    await erase(admin, "cus_1")
    await erase(admin, "cus_2")

    # Of three customers one is left: that of the test data.
    assert await count_secrets(database) == {name: count // 3 for name, count in before.items()}
    await assert_verified(database)


async def test_every_table_with_something_personal_is_tested(database: Database) -> None:
    personal = {name for name, fate in FATES.items() if isinstance(fate, Removed) or _says_something(fate)}

    stored = {name for name in personal if await read(database, name)}

    assert personal - stored == set(), "make_everything stores a row of each table that can hold something of a person"


def _says_something(fate: object) -> bool:
    return isinstance(fate, Emptied) and bool(fate.personal)


async def test_numbers_dates_and_amounts_stay(database: Database, admin: RequestContext) -> None:
    columns = ("id", "number", "status", "total", "amount_paid", "currency", "issued_at", "paid_at", "kept_until")
    [*_, issued, _, _, _] = await read(database, "invoice", *columns)
    sums = await read(database, "payment_summary")

    await erase(admin)

    [*_, left, _, _] = await read(database, "invoice", *columns)
    assert left == (*issued[:-1], parse_rfc3339("2037-01-01T00:00:00Z"))
    assert await read(database, "payment_summary") == sums


async def test_the_deed_is_recorded_without_the_person(database: Database, admin: RequestContext) -> None:
    row = await erase(admin)

    [stored] = await read(database, "erasure", *(column.name for column in ERASURE.columns))
    assert tuple(row[column.name] for column in ERASURE.columns) == stored
    assert (row["customer_hash"], row["customer_id"]) == (hash_of_erased("prj_1", True, "cus_1"), "cus_1")
    assert (row["actor"], row["actor_id"]) == ("head@example.com", "op_1")
    assert (row["erased_at"], row["cleared_at"]) == (NOW, None)
    assert (row["removed"]["subscription"], row["emptied"]["invoice"], row["emptied"]["customer"]) == (1, 1, 1)


async def test_who_was_erased_before_is_not_erased_again(database: Database, admin: RequestContext) -> None:
    first = await erase(admin)
    before = await content_of(database)

    assert await erase(admin) == first
    assert await content_of(database) == before


async def test_a_customer_with_a_running_subscription_is_not_erased(database: Database, admin: RequestContext) -> None:
    customer = make_customer(1)
    await save(database, make_subscription(customer, 2, status=SubscriptionStatus.PAST_DUE))
    before = await content_of(database)

    with pytest.raises(StillSubscribed) as refused:
        await erase(admin)

    assert refused.value.count == 1
    assert await content_of(database) == before


async def test_one_whose_scheduled_end_has_come_counts_as_ended(database: Database, admin: RequestContext) -> None:
    customer = make_customer(1)
    await save(database, make_subscription(customer, 2, cancel_at=NOW - 1))

    row = await erase(admin)

    assert row["removed"]["subscription"] == 2


async def test_what_was_issued_meanwhile_must_be_kept_first(database: Database, admin: RequestContext) -> None:
    papers = await papers_of(database)
    customer = make_customer(1)
    await save(database, make_invoice(customer, 3))
    before = await content_of(database)

    with pytest.raises(NotAllKept):
        await erase_customer(admin, "cus_1", papers, YEARS)

    assert await content_of(database) == before


async def test_an_erasure_waits_for_an_import_that_has_not_seen_it(database: Database, admin: RequestContext) -> None:
    papers = await papers_of(database)
    async with database.engine.begin() as importing:
        await importing.execute(select(ERASURE))
        erasing = asyncio.create_task(erase_customer(admin, "cus_1", papers, YEARS))
        await asyncio.wait([erasing], timeout=0.2)

        waited = not erasing.done()

    assert waited
    assert (await erasing)["customer_id"] == "cus_1"


@pytest.mark.parametrize("viewer", [{"live_mode": False}, {"project_id": "prj_2"}, {}])
async def test_what_is_not_there_is_not_erased(database: Database, viewer: dict[str, Any]) -> None:
    context = make_context(database, role=Role.ADMIN, **viewer)
    before = await content_of(database)

    with pytest.raises(CustomerNotFound):
        await erase_customer(context, "cus_2" if viewer else "cus_none", [], YEARS)

    assert await content_of(database) == before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
async def test_only_an_admin_erases(database: Database, role: Role, queries: list[str]) -> None:
    with pytest.raises(Forbidden, match="This needs the admin role"):
        await erase_customer(make_context(database, role=role), "cus_1", [], YEARS)

    assert queries == []
