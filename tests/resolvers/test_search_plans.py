"""How PostgreSQL runs a search: by indexes in their order, however many it finds. SQLite is tested with other plans."""

from itertools import product
from typing import Any

import pytest

from models.billing.subscription import SubscriptionStatus
from models.search.entries import entries_of_customer
from models.summaries.facets import SUBSCRIPTION_FACETS
from models.values.instant import Instant
from resolvers.customers.customers import WHOLE_LIST, CountOfCustomers, PageOfCustomers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database
from tests.factories import NOW, make_project, make_viewer, save
from tests.filling import count_customers
from tests.reading_cost import explain_analyze, list_nodes, rows_read, settle, statements_of

CUSTOMERS = 3_000
OF_ONE = ("cus_7", "ada.7@mail.test", "nobody at all")
# Everybody is found by each of the others.
SEARCHES = (
    *OF_ONE,
    "a",
    "ada",
    "love ad",
    "a l",
    "ovelac",
    "ovelace",
    "lovelase",
    "gold",
)
# A page has 20 rows, each found by an entry of each word and looked up in these. A count ends with a thousand.
# With a filter a thousand entries of each of a search's lists are counted first.
MOST_OF_PAGE, MOST_OF_COUNT = 3_000, 25_000
# What is merged of the parts of a search: a page of each.
MOST_SORTED = 200
PAST_DUE, ACTIVE = (SUBSCRIPTION_FACETS[each] for each in (SubscriptionStatus.PAST_DUE, SubscriptionStatus.ACTIVE))
PLACE = (NOW - 1_500 * 1_000_000, "cus_1500")

_NUMBERS = f"generate_series(1::bigint, {CUSTOMERS}) AS numbers (n)"
# As much as a customer's row takes elsewhere: few small rows are as well read all at once.
_METADATA = "json_build_object('note', repeat('-', 1500))"
_CREATED = f"{NOW} - n * 1000000"


@pytest.fixture
async def everybody(database: Database) -> Database:
    """Everybody has one name, one tier and an address; one in five hundred is past due, others have invoices."""
    await save(database, make_project())
    entries = entries_of_customer("Ada Lovelace", None, None, {"tier": "Gold"})
    rows = [
        "INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at)"
        f" SELECT 'prj_1', true, 'cus_' || n, 'Ada Lovelace', 'ada lovelace', '[]', {_METADATA}, {_CREATED}"
        f" FROM {_NUMBERS}",
        "INSERT INTO search_entry (project_id, live_mode, text, weight, created_at, customer_id, fields, how_many)"
        f" SELECT 'prj_1', true, entry.text, entry.weight, {_CREATED}, 'cus_' || n, entry.fields, 1 FROM {_NUMBERS},"
        f" (VALUES {', '.join(map(str, entries))}) AS entry (text, weight, fields)",
        "INSERT INTO search_entry (project_id, live_mode, text, weight, created_at, customer_id, fields, how_many)"
        f" SELECT 'prj_1', true, 'e:ada.' || n || '@mail.test', 4, {_CREATED}, 'cus_' || n, 2, 1 FROM {_NUMBERS}",
        "INSERT INTO customer_facets (project_id, live_mode, id, facets, created_at, sort_name)"
        f" SELECT 'prj_1', true, 'cus_' || n, CASE n % 500 WHEN 0 THEN {PAST_DUE} ELSE {ACTIVE} + n % 16 * 256 END,"
        f" {_CREATED}, 'ada lovelace' FROM {_NUMBERS}",
    ]
    async with database.engine.begin() as connection:
        for statement in rows:
            await connection.exec_driver_sql(statement)
        await count_customers(ScopedTransaction(connection, "prj_1", True, NOW))
    await settle(database)
    return database


FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "most": {"subscription_status": (SubscriptionStatus.ACTIVE,)},
    "few": {"subscription_status": (SubscriptionStatus.PAST_DUE,)},
    "of a tier": {"metadata": (("tier", "Gold"),)},
    "created early": {"created_before": Instant(PLACE[0])},
}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_search_reads_what_it_returns_and_sorts_no_more_than_a_page_of_each_part(everybody: Database) -> None:
    slow = {}

    for searched, (name, parts) in product(SEARCHES, FILTERS.items()):
        wanted = CustomerFilter(search=searched, **parts)
        pages = [PageRequest()] if searched in OF_ONE else [PageRequest(), PageRequest(after=PLACE)]
        for request in pages:
            found = await faults(everybody, PageOfCustomers(wanted, CustomerOrder.RELEVANCE, request), MOST_OF_PAGE)
            slow[searched, name, request.sides] = found
        by_time = PageOfCustomers(wanted, CustomerOrder.NEWEST, PageRequest(after=PLACE))
        slow[searched, name, "by time"] = await faults(everybody, by_time, MOST_OF_PAGE)
        slow[searched, name, "count"] = await faults(everybody, CountOfCustomers(wanted), MOST_OF_COUNT)

    assert {asked: found for asked, found in slow.items() if found} == {}


async def faults(database: Database, batch: Any, most: int) -> list[str]:
    """What is slow in the plans of all that the batch reads."""
    reads = Reads(database, make_viewer(), NOW)
    statements = await statements_of(database, lambda: batch.load(reads, NOW, [WHOLE_LIST]))
    plans = await explain_analyze(database, statements)
    nodes = [node for plan in plans for node in list_nodes(plan)]
    scans = [
        f"reads all of {node['Relation Name']}"
        for node in nodes
        if node["Node Type"] == "Seq Scan" and rows_read(node) > MOST_SORTED
    ]
    sorts = [rows for node in nodes if "Sort" in node["Node Type"] for rows in [_rows_into(node)] if rows > MOST_SORTED]
    read = sum(map(rows_read, plans))
    return [
        *scans,
        *(f"sorts {rows:,.0f} rows" for rows in sorts),
        *([f"reads {read:,.0f} rows"] if read > most else []),
    ]


def _rows_into(node: dict[str, Any]) -> float:
    return sum(child["Actual Rows"] * child["Actual Loops"] for child in node["Plans"])
