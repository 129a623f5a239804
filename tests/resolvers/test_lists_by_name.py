"""A list by name of a range of time passes over others in the index alone, in runs of equal names as elsewhere."""

from typing import Any

import pytest

from app.database.migrations import go_back, migrate
from models.billing.subscription import SubscriptionStatus
from models.values.instant import SECOND, Instant
from models.values.naming import SORTS_LAST
from resolvers.customers.customers import WHOLE_LIST, PageOfCustomers, list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.customers.lists import sort_or_scan
from resolvers.paging.orders import BY_NAME
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import NOW, make_context, make_customer, make_project, make_subscription, make_viewer, save
from tests.filling import count_customers
from tests.reading_cost import cost_of, pages_of, settle

CUSTOMERS, RUN = 4_000, 100
# Of those who were created then, the first in the order of names come behind all others.
LAST_THIRD = CustomerFilter(created_from=Instant(NOW + CUSTOMERS * 2 // 3 * SECOND))
FILTERS: dict[str, dict[str, Any]] = {"everybody": {}, "who is not at risk": {"at_risk": False}}
RANGE: dict[str, Any] = {"created_from": NOW + 20, "created_before": NOW + 55}
_NUMBERS = f"WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {CUSTOMERS - 1})"
# Their rows are not in the order of names, which is that of time. A run has one name, and the last ones have none.
_PLACES = f"(SELECT n, n * 1609 % {CUSTOMERS} AS place FROM numbers) AS placed"
_NAME = f"CASE WHEN place < {CUSTOMERS * 9 // 10} THEN 'name ' || (1000 + place / {RUN}) ELSE '{SORTS_LAST}' END"
_CREATED_AT = f"{NOW} + CAST(place AS BIGINT) * {SECOND}"
_SEED = (
    "INSERT INTO customer (project_id, live_mode, id, sort_name, tax_ids, metadata, created_at)"
    f" {_NUMBERS} SELECT 'prj_1', true, 'cus_' || n, {_NAME}, '[]', '{{}}', {_CREATED_AT} FROM {_PLACES}",
    "INSERT INTO customer_facets (project_id, live_mode, id, facets, created_at, sort_name)"
    f" {_NUMBERS} SELECT 'prj_1', true, 'cus_' || n, 0, {_CREATED_AT}, {_NAME} FROM {_PLACES}",
)


async def add_customers(database: Database) -> None:
    await save(database, make_project())
    async with database.engine.begin() as connection:
        for statement in _SEED:
            await connection.exec_driver_sql(statement)
        await count_customers(ScopedTransaction(connection, "prj_1", True, NOW))
        await database.dialect.finish_bulk_load(connection)
    await settle(database)


async def test_who_is_passed_over_is_not_read(database: Database) -> None:
    await add_customers(database)
    reads = Reads(database, make_viewer(), NOW)

    async def count_pages(**parts: Any) -> int:
        page = PageOfCustomers(CustomerFilter(**parts), CustomerOrder.NAME, PageRequest())
        return await pages_of(database, lambda: page.load(reads, NOW, [WHOLE_LIST]))

    passed = CUSTOMERS * 2 // 3
    more = {
        name: await count_pages(**parts, created_from=LAST_THIRD.created_from)
        - await count_pages(**parts, created_from=NOW)
        for name, parts in FILTERS.items()
    }

    # A page of an index has some fifty of them.
    assert {name: pages for name, pages in more.items() if pages > passed / 25} == {}


async def test_an_index_that_a_migration_has_made_is_known_and_not_read_whole(database: Database) -> None:
    await go_back(database, "0041")
    await add_customers(database)
    await migrate(database)
    reads = Reads(database, make_viewer(), NOW)
    wanted = CustomerFilter(created_from=Instant(NOW + CUSTOMERS * SECOND))

    cost = await cost_of(
        database, lambda: PageOfCustomers(wanted, CustomerOrder.NAME, PageRequest()).load(reads, NOW, [WHOLE_LIST])
    )

    assert cost < CUSTOMERS


@pytest.mark.parametrize("parts", FILTERS.values(), ids=FILTERS)
async def test_a_page_begins_and_ends_anywhere_in_a_run_of_equal_names(
    database: Database, monkeypatch: pytest.MonkeyPatch, queries: QueryLog, parts: dict[str, Any]
) -> None:
    # None are few enough to be sorted.
    monkeypatch.setattr(sort_or_scan, "UNEVEN", 0)
    names = [None if number % 3 == 0 else f"Ada {number // 3 % 4}" for number in range(60)]
    people = [
        make_customer(number, name=name, created_at=Instant(NOW + number * 7 % 60)) for number, name in enumerate(names)
    ]
    late = [make_subscription(each, status=SubscriptionStatus.PAST_DUE) for each in people[::5]]
    await save(database, make_project(), people, late)
    context, wanted = make_context(database), CustomerFilter(**parts, **RANGE)
    of_range = await list_customers(context, wanted, CustomerOrder.OLDEST, PageRequest(100))
    rows = sorted(of_range.rows, key=BY_NAME.position_of)
    ids = [row.id for row in rows]

    async def read(request: PageRequest) -> list[str]:
        return [row.id for row in (await list_customers(context, wanted, CustomerOrder.NAME, request)).rows]

    assert len(ids) > 25
    assert await read(PageRequest(100)) == ids
    queries.clear()
    for at, place in enumerate(map(BY_NAME.position_of, rows)):
        assert await read(PageRequest(4, after=place)) == ids[at + 1 : at + 5]
        assert await read(PageRequest(4, before=place, backward=True)) == ids[max(at - 4, 0) : at]
    # How many there are, and the page.
    assert len(queries) == len(ids) * 2 * 2
