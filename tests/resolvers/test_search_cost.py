"""A search reads what it returns: ten times as many customers whom it finds cost it nothing more."""

from collections.abc import Iterable

import pytest

from models.search.pieces import pairs_asked
from models.values.instant import Instant
from resolvers.customers.customers import WHOLE_LIST, CountOfCustomers, PageOfCustomers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.customers.search_results.counts import MOST_COUNTED
from resolvers.paging.page_requests import PageRequest
from resolvers.reads import Reads
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database
from tests.factories import NOW, make_project, make_viewer, save
from tests.filling import count_customers
from tests.reading_cost import cost_of, settle

FEW, MANY = 10_000, 100_000
PAIR = next(iter(pairs_asked(["ada", "roe"])))
# Everybody is found by these: a letter, two words and what is kept of both, a word with any letter, and a domain.
TEXTS = (("a", 2, 1), ("ada", 3, 1), ("roe", 3, 1), (PAIR, 2, 1), ("lovela?e", 3, 1), ("gmail", 3, 2))
# The last two are typos: of everybody's name, and of a domain, where none is looked for.
SEARCHES = ("a", "ada", "ada roe", "ada.77@mail.test", "cus_77", "nobody", "lovelase", "gmial")
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT CAST({} AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {})"


async def add_customers(database: Database, first: int, last: int) -> None:
    numbers = _NUMBERS.format(first, last)
    entries = (
        "INSERT INTO search_entry (project_id, live_mode, text, weight, created_at, customer_id, fields, how_many)"
    )
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at)"
            f" {numbers} SELECT 'prj_1', true, 'cus_' || n, 'Ada Roe', 'ada roe', '[]', '{{}}', {NOW} - n * 1000000"
            " FROM numbers"
        )
        await connection.exec_driver_sql(
            "INSERT INTO customer_facets (project_id, live_mode, id, facets, created_at, sort_name)"
            f" {numbers} SELECT 'prj_1', true, 'cus_' || n, 0, {NOW} - n * 1000000, 'ada roe' FROM numbers"
        )
        texts = [(f"'{text}'", weight, field) for text, weight, field in TEXTS]
        for found, weight, field in (*texts, ("'e:ada.' || n || '@mail.test'", 4, 2)):
            await connection.exec_driver_sql(
                f"{entries} {numbers} SELECT 'prj_1', true, {found}, {weight}, {NOW} - n * 1000000, 'cus_' || n,"
                f" {field}, 1 FROM numbers"
            )
        await count_customers(ScopedTransaction(connection, "prj_1", True, NOW))
    await settle(database)


async def costs(database: Database, searches: Iterable[str] = SEARCHES) -> dict[str, tuple[int, ...]]:
    """Of each search, what its page, its page by time, its count and its page by name cost."""
    reads = Reads(database, make_viewer(), NOW)

    async def cost(search: str) -> tuple[int, ...]:
        wanted = CustomerFilter(search=search)
        orders = (CustomerOrder.RELEVANCE, CustomerOrder.OLDEST)
        asked = [*(PageOfCustomers(wanted, order, PageRequest()) for order in orders), CountOfCustomers(wanted)]
        asked.append(PageOfCustomers(wanted, CustomerOrder.NAME, PageRequest()))
        return tuple([await cost_of(database, lambda each=each: each.load(reads, NOW, [WHOLE_LIST])) for each in asked])

    return {search: await cost(search) for search in searches}


# What is inserted takes ten seconds, and minutes on a machine that is busy.
@pytest.mark.timeout(600)
async def test_a_search_costs_the_same_however_many_it_finds(database: Database) -> None:
    await save(database, make_project())
    await add_customers(database, 1, FEW)
    few = await costs(database)
    await add_customers(database, FEW + 1, MANY)

    many = await costs(database)

    # The depth of an index may grow by a page for each of the lists that are read.
    grown = {search: (few[search], many[search]) for search in SEARCHES if _grows(few[search][:3], many[search][:3])}
    assert grown == {}
    # By name, it counts the entries up to a number that grows with the root of the stock.
    by_name = {search: (few[search][3], many[search][3]) for search in SEARCHES}
    assert {search: costs for search, costs in by_name.items() if costs[1] > 10**0.5 * costs[0] + 20} == {}


async def test_that_nobody_has_a_text_as_a_whole_value_is_looked_up_once(database: Database) -> None:
    await save(database, make_project())
    await add_customers(database, 1, 3 * MOST_COUNTED)

    # "a" may be a whole value of metadata, or an invoice's number.
    page, _, count, _ = (await costs(database, ["a"]))["a"]

    # To look for both of each that is counted would be two more searches in the index: thirty steps.
    most = 40 * MOST_COUNTED if database.dialect.name == "sqlite" else MOST_COUNTED
    assert page + count < most


async def test_a_search_for_those_of_a_span_of_time_reads_their_entries_alone(database: Database) -> None:
    await save(database, make_project())
    await add_customers(database, 1, 3 * MOST_COUNTED)
    reads = Reads(database, make_viewer(), NOW)
    old = Instant(NOW - 2 * MOST_COUNTED * 1_000_000)
    wanted = CustomerFilter(search="ada"), CustomerFilter(search="ada", created_before=old)

    of_all, of_old = [
        await cost_of(database, lambda page=page: page.load(reads, NOW, [WHOLE_LIST]))
        for page in (PageOfCustomers(each, CustomerOrder.RELEVANCE, PageRequest()) for each in wanted)
    ]

    # Which stage finds anybody is asked first where there is a filter: one more statement.
    assert of_old < 2 * of_all


def _grows(few: tuple[int, ...], many: tuple[int, ...]) -> bool:
    return any(after > 1.3 * before + 20 for before, after in zip(few, many, strict=True))
