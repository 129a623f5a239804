"""Two long lists of a search that hardly meet: what one has alone is passed over, or it is said that it is too much.

Nobody has a pair of such short words: each is read from a list of its own.
"""

from collections.abc import Awaitable, Callable

import pytest

from resolvers.customers.customers import count_customers, list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.customers.search_results import bounded_scans, counts
from resolvers.errors import BadInput
from resolvers.paging.estimate import Estimate
from resolvers.paging.page_requests import PageRequest
from storage.database import Database
from tests.factories import NOW, make_context, make_project, save
from tests.reading_cost import cost_of, settle

FEW, MANY = 2_000, 20_000
# Who has which of the words, by number: the first is the newest of so many, and the last three have both.
APART = ("n <= {count} / 2 OR n > {count} - 3", "n > {count} / 2")
ONE_RARE = ("n > 0", "n > {count} - 3")
BY_TURNS = ("n % 2 = 0", "n % 2 = 1")
ORDERS = (CustomerOrder.RELEVANCE, CustomerOrder.NEWEST, CustomerOrder.OLDEST)
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {})"


async def add_customers(database: Database, project: str, count: int, words: tuple[str, str]) -> None:
    await save(database, make_project(id=project, name=project))
    numbers = _NUMBERS.format(count)
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO customer (project_id, live_mode, id, name, sort_name, tax_ids, metadata, created_at)"
            f" {numbers} SELECT '{project}', true, 'cus_' || n, 'Ab Yz', 'ab yz', '[]', '{{}}', {NOW} - n FROM numbers"
        )
        for word, has in zip(("ab", "yz"), words, strict=True):
            await connection.exec_driver_sql(
                "INSERT INTO search_entry"
                " (project_id, live_mode, text, weight, created_at, customer_id, fields, how_many)"
                f" {numbers} SELECT '{project}', true, '{word}', 3, {NOW} - n, 'cus_' || n, 1, 1 FROM numbers"
                f" WHERE {has.format(count=count)}"
            )
    await settle(database)


def find(
    database: Database, project: str, order: CustomerOrder = CustomerOrder.RELEVANCE
) -> Callable[[], Awaitable[list[str]]]:
    async def run() -> list[str]:
        context = make_context(database, project_id=project)
        page = await list_customers(context, CustomerFilter(search="ab yz"), order, PageRequest())
        return [row.id for row in page.rows]

    return run


def count(database: Database, project: str) -> Callable[[], Awaitable[int]]:
    return lambda: count_customers(make_context(database, project_id=project), CustomerFilter(search="ab yz"))


@pytest.mark.parametrize("words", [APART, ONE_RARE], ids=["apart in time", "one of them rare"])
async def test_the_few_who_have_both_are_found_past_those_who_have_one(
    database: Database, words: tuple[str, str]
) -> None:
    for project, size in (("prj_1", FEW), ("prj_2", MANY)):
        await add_customers(database, project, size, words)

        both = [f"cus_{number}" for number in (size - 2, size - 1, size)]
        assert [await find(database, project, order)() for order in ORDERS] == [both, both, both[::-1]]
        assert await count(database, project)() == 3
    for ask in (*(lambda project, order=order: find(database, project, order) for order in ORDERS), count):
        few, many = [
            await cost_of(database, ask(project) if ask is not count else count(database, project))
            for project in ("prj_1", "prj_2")
        ]
        assert many <= 1.3 * few + 20


async def test_two_that_take_turns_are_given_up_after_so_many_steps(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("MOST_STEPS", 500), ("STEPS_FOR_ROW", 0)):
        monkeypatch.setattr(bounded_scans, name, most)
    monkeypatch.setattr(counts, "MOST_STEPS", 500)
    costs = []

    # Both first: with the many an index has one level more.
    for project, size in (("prj_1", FEW), ("prj_2", MANY)):
        await add_customers(database, project, size, BY_TURNS)
    for project in ("prj_1", "prj_2"):
        costs.append(await cost_of(database, refused(find(database, project))))
        number = await count(database, project)()
        assert (number, isinstance(number, Estimate)) == (0, True)

    assert costs[1] <= 1.3 * costs[0] + 20


def refused(read: Callable[[], Awaitable[list[str]]]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        with pytest.raises(BadInput, match="Search for more of a word"):
            await read()

    return run
