"""What is told of more than a thousand: about as many as there are, though most customers came at once."""

import pytest

from resolvers.customers.customers import count_customers
from resolvers.customers.filter.customer_filter import CustomerFilter
from resolvers.customers.search_results.counts import MOST_COUNTED
from resolvers.paging.estimate import Estimate
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import NOW, make_context, make_project, save
from tests.filling import fill_derived
from tests.reading_cost import settle

CUSTOMERS = 9_000
HOUR = 3_600_000_000
# Nine in ten were imported within an hour, the others came one an hour.
_CREATED = f"{NOW} - CASE WHEN n <= {CUSTOMERS} * 9 / 10 THEN n ELSE n * {HOUR} END"
_NUMBERS = (
    f"WITH RECURSIVE numbers(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {CUSTOMERS})"
)
# Of how many customers one has which word, as a whole or as a beginning.
WORDS = (
    ("ab", 3, "n % 3 = 0"),
    ("yz", 3, "n % 6 = 0"),
    ("q", 2, "n % 2 = 0"),
    ("x", 3, "n % 3 = 0"),
    ("x", 2, "n % 3 = 1"),
)


@pytest.fixture
async def many(database: Database) -> Database:
    await save(database, make_project())
    rows = [
        "INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at)"
        f" {_NUMBERS} SELECT 'prj_1', true, 'cus_' || n, 'Ab', 'ab', '[]', '{{}}', {_CREATED} FROM numbers"
    ]
    rows += [
        "INSERT INTO search_entry (project_id, live_mode, text, weight, created_at, customer_id, fields, how_many)"
        f" {_NUMBERS} SELECT 'prj_1', true, '{word}', {weight}, {_CREATED}, 'cus_' || n, 1, 1 FROM numbers"
        f" WHERE {which}"
        for word, weight, which in WORDS
    ]
    async with database.engine.begin() as connection:
        for statement in rows:
            await connection.exec_driver_sql(statement)
    await fill_derived(database)
    await settle(database)
    return database


@pytest.mark.parametrize(
    ("search", "found"), [("ab", 3_000), ("q", 4_500), ("x", 6_000), ("ab yz", 1_500), ("nobody", 0)]
)
async def test_an_estimate_is_right_to_a_third_of_what_is_spread_evenly_among_customers(
    many: Database, search: str, found: int
) -> None:
    number = await count_customers(make_context(many), CustomerFilter(search=search))

    assert isinstance(number, Estimate) is (found > MOST_COUNTED)
    assert 0.7 * found <= number <= 1.3 * found
    assert number >= min(found, MOST_COUNTED)


async def test_customers_since_all_moments_of_an_estimate_are_counted_in_one_statement(
    many: Database, queries: QueryLog
) -> None:
    queries.clear()

    await count_customers(make_context(many), CustomerFilter(search="x"))

    # Those who have it as a word, a sample of beginnings, and all customers and those since the last of either.
    assert len(queries) == 3
