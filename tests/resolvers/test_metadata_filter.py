"""A list filtered by metadata alone: who has all pairs in the order of the list, at the cost of a page."""

from functools import partial
from itertools import product
from typing import Any

import pytest

from models.billing.subscription import SubscriptionStatus
from models.search.entries import pair_text
from resolvers.context import RequestContext
from resolvers.customers.customers import count_customers, list_customers
from resolvers.customers.filter.customer_filter import ORDERS, CustomerFilter, CustomerOrder
from resolvers.paging.page_requests import PageRequest
from storage.database import Database
from tests.factories import NOW, make_context, make_customer, make_project, make_subscription, save
from tests.reading_cost import cost_of, settle

GOLD, EAST, NONE = ("tier", "Gold"), ("region", "East"), ("tier", "gold")
LISTED = [order for order in CustomerOrder if order is not CustomerOrder.RELEVANCE]
WANTED: dict[str, tuple[dict[str, Any], Any]] = {
    "one pair": ({"metadata": (GOLD,)}, lambda number: number % 2 == 0),
    "two": ({"metadata": (GOLD, EAST)}, lambda number: number % 6 == 0),
    "the same twice": ({"metadata": (EAST, EAST)}, lambda number: number % 3 == 0),
    "in another case": ({"metadata": (NONE,)}, lambda number: False),
    "and a status": (
        {"metadata": (EAST,), "subscription_status": (SubscriptionStatus.PAST_DUE,)},
        lambda number: number % 12 == 0,
    ),
    "created since": ({"metadata": (GOLD, EAST), "created_from": NOW - 14}, lambda number: number in (0, 6, 12)),
    "and a search": ({"metadata": (EAST,), "search": "bea"}, lambda number: number % 15 == 0),
}


@pytest.mark.parametrize("order", LISTED)
async def test_who_has_all_pairs_comes_in_the_order_of_the_list_page_by_page(
    database: Database, order: CustomerOrder
) -> None:
    people = [
        make_customer(
            number,
            name="Bea" if number % 5 == 0 else "Ada",
            created_at=NOW - number,
            extra=dict((GOLD,) * (number % 2 == 0) + (EAST,) * (number % 3 == 0)),
        )
        for number in range(30)
    ]
    held = [make_subscription(each, status=SubscriptionStatus.PAST_DUE) for each in people[::4]]
    await save(database, make_project(), people, held)
    by = ORDERS[order]

    for (parts, has), backward in product(WANTED.values(), (False, True)):
        wanted, context = CustomerFilter(**parts), make_context(database)
        expected = [row.id for row in sorted(people, key=by.position_of, reverse=by.descending) if has(int(row.id[4:]))]
        listed: list[str] = []
        place = None
        while place is not None or not listed:
            request = PageRequest(2, backward, **{"before" if backward else "after": place})
            page = await list_customers(make_context(database), wanted, order, request)
            ids = [row.id for row in page.rows]
            listed = [*ids, *listed] if backward else [*listed, *ids]
            has_more = page.has_previous if backward else page.has_next
            place = by.position_of(page.rows[0 if backward else -1]) if has_more else None
            if not ids:
                break
        assert listed == expected, (parts, backward)
        assert await count_customers(context, wanted) == len(expected)


async def test_a_page_costs_the_same_however_many_have_them(database: Database) -> None:
    orders = (CustomerOrder.NEWEST, CustomerOrder.OLDEST)
    asked = [CustomerFilter(metadata=pairs) for pairs in ((GOLD,), (GOLD, EAST))]
    # Both stand in one index, of one depth.
    await add_customers(database, "prj_1", 2_000)
    await add_customers(database, "prj_2", 20_000)
    costs = []

    for project in ("prj_1", "prj_2"):
        context = make_context(database, project_id=project)
        costs.append([await cost_of(database, partial(_ask, context, *each)) for each in product(asked, orders)])

    assert all(many <= 1.3 * few + 20 for few, many in zip(*costs, strict=True)), costs


async def _ask(context: RequestContext, wanted: CustomerFilter, order: CustomerOrder) -> None:
    await list_customers(context, wanted, order, PageRequest())


async def add_customers(database: Database, project: str, size: int) -> None:
    """So many, who all have both."""
    await save(database, make_project(id=project, name=project))
    numbers = (
        f"WITH RECURSIVE numbers(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {size})"
    )
    rows = [
        "INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at)"
        f" {numbers} SELECT '{project}', true, 'cus_' || n, 'Ada', 'ada', '[]', '{{}}', {NOW} - n FROM numbers"
    ]
    rows += [
        "INSERT INTO search_entry (project_id, live_mode, text, weight, created_at, customer_id, fields, how_many)"
        f" {numbers} SELECT '{project}', true, '{pair_text(*pair)}', 4, {NOW} - n, 'cus_' || n, 64, 1 FROM numbers"
        for pair in (GOLD, EAST)
    ]
    async with database.engine.begin() as connection:
        for statement in rows:
            await connection.exec_driver_sql(statement)
    await settle(database)
