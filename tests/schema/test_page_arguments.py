"""Reading a list page by page, and arguments that are wrong."""

from typing import Any

import pytest

from models.billing.customer import Customer
from storage.database import Database
from tests.asking import Ask
from tests.factories import (
    NOW,
    make_customer,
    make_invoice,
    make_line,
    make_one_of_each,
    make_payment,
    make_project,
    make_subscription,
    save,
)

PAGE = """
  nodes { id } edges { cursor node { id } } totalCount
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
"""
ARGUMENTS = "first: $first, after: $after, last: $last, before: $before"
VARIABLES = "query Q($first: Int, $after: String, $last: Int, $before: String)"

LISTS = {
    "customers": f"{{ list: customers({ARGUMENTS}) {{ {PAGE} }} }}",
    "customers by age": f"{{ list: customers(orderBy: OLDEST, {ARGUMENTS}) {{ {PAGE} }} }}",
    "customers by name": f"{{ list: customers(orderBy: NAME, {ARGUMENTS}) {{ {PAGE} }} }}",
    "payments": f'{{ of: customer(id: "cus_1") {{ list: paymentIntents({ARGUMENTS}) {{ {PAGE} }} }} }}',
    "subscriptions": f'{{ of: customer(id: "cus_1") {{ list: subscriptions({ARGUMENTS}) {{ {PAGE} }} }} }}',
    "invoices": f'{{ of: customer(id: "cus_1") {{ list: invoices({ARGUMENTS}) {{ {PAGE} }} }} }}',
    "invoices billed": f'{{ of: subscription(id: "sub_1_1") {{ list: invoices({ARGUMENTS}) {{ {PAGE} }} }} }}',
    "lines": f'{{ of: invoice(id: "in_1_1") {{ list: lines({ARGUMENTS}) {{ {PAGE} }} }} }}',
}


async def add_lists(database: Database) -> None:
    """25 customers, and 25 rows in each list of the first; five rows at a time share their instant."""
    numbers = range(1, 26)
    customers = [make_customer(number, created_at=NOW - number // 5) for number in numbers]
    first = customers[0]
    subscriptions = [make_subscription(first, number, created_at=NOW - number // 5) for number in numbers]
    invoices = [
        make_invoice(first, number, created_at=NOW - number // 5, subscription_id="sub_1_1") for number in numbers
    ]
    payments = [make_payment(first, number, created_at=NOW - number // 5) for number in numbers]
    lines = [make_line(invoices[0], number) for number in numbers]
    await save(database, make_project(), customers, subscriptions, invoices, payments, lines)


async def read_page(ask: Ask, name: str, **arguments: Any) -> dict[str, Any]:
    data = (await ask(f"{VARIABLES} {LISTS[name]}", arguments))["data"]
    page: dict[str, Any] = data.get("of", data)["list"]
    return page


@pytest.mark.parametrize("name", LISTS)
async def test_walking_a_list_seven_at_a_time_meets_each_row_once_in_both_directions(
    database: Database, ask: Ask, name: str
) -> None:
    await add_lists(database)
    whole = await read_page(ask, name, first=100)

    forwards: list[dict[str, Any]] = [await read_page(ask, name, first=7)]
    while forwards[-1]["pageInfo"]["hasNextPage"]:
        forwards.append(await read_page(ask, name, first=7, after=forwards[-1]["pageInfo"]["endCursor"]))
    backwards: list[dict[str, Any]] = [await read_page(ask, name, last=7)]
    while backwards[0]["pageInfo"]["hasPreviousPage"]:
        backwards.insert(0, await read_page(ask, name, last=7, before=backwards[0]["pageInfo"]["startCursor"]))

    ids = [node["id"] for node in whole["nodes"]]
    assert len(set(ids)) == 25
    assert [len(page["nodes"]) for page in forwards] == [7, 7, 7, 4]
    assert [node["id"] for page in forwards for node in page["nodes"]] == ids
    assert [len(page["nodes"]) for page in backwards] == [4, 7, 7, 7]
    assert [node["id"] for page in backwards for node in page["nodes"]] == ids
    assert {page["totalCount"] for page in [*forwards, *backwards, whole]} == {25}
    assert [page["pageInfo"]["hasPreviousPage"] for page in forwards] == [False, True, True, True]
    assert [page["pageInfo"]["hasNextPage"] for page in backwards] == [True, True, True, False]


@pytest.mark.parametrize("name", LISTS)
async def test_edges_nodes_and_page_info_tell_the_same(database: Database, ask: Ask, name: str) -> None:
    await add_lists(database)

    page = await read_page(ask, name, first=3)
    empty = await read_page(ask, name, first=0)

    assert [edge["node"] for edge in page["edges"]] == page["nodes"]
    cursors = [edge["cursor"] for edge in page["edges"]]
    assert [page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]] == [cursors[0], cursors[2]]
    assert empty == {
        "nodes": [],
        "edges": [],
        "pageInfo": {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "totalCount": 25,
    }


async def test_a_page_is_twenty_rows_unless_it_is_said_otherwise(database: Database, ask: Ask) -> None:
    await add_lists(database)

    sizes = {name: len((await read_page(ask, name))["nodes"]) for name in LISTS}
    nulls = await read_page(ask, "invoices", first=None, last=None, after=None, before=None)

    assert sizes == dict.fromkeys(LISTS, 20)
    assert len(nulls["nodes"]) == 20


BAD_SIZES = [
    ({"first": -1}, "'first' must be between 0 and 100."),
    ({"first": 101}, "'first' must be between 0 and 100."),
    ({"last": -1}, "'last' must be between 0 and 100."),
    ({"last": 2**31 - 1}, "'last' must be between 0 and 100."),
    ({"first": 1, "last": 1}, "'first' and 'last' can't be given together."),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_SIZES, ids=str)
async def test_a_size_that_cannot_be_served_is_the_callers_error(
    database: Database, ask: Ask, arguments: dict[str, Any], message: str
) -> None:
    await save(database, make_project(), *make_one_of_each())

    for query in LISTS.values():
        answer = await ask(f"{VARIABLES} {query}", arguments)

        [error] = answer["errors"]
        assert (error["message"], error["extensions"]) == (message, {"code": "BAD_USER_INPUT"})


async def test_a_cursor_is_good_in_its_own_list_scope_and_order_alone(database: Database, ask: Ask) -> None:
    await add_lists(database)
    cursors = {name: (await read_page(ask, name, first=2))["pageInfo"]["endCursor"] for name in LISTS}
    damaged = ["", "🧾", "A" * 10_240, cursors["invoices"][:-1], cursors["invoices"] + "A", cursors["invoices"].lower()]

    outcomes = {}
    for name, query in LISTS.items():
        for other, cursor in [*cursors.items(), *((text, text) for text in damaged)]:
            for side in ("after", "before"):
                answer = await ask(f"{VARIABLES} {query}", {side: cursor})
                codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
                outcomes[name, other, side] = codes

    assert {key for key, codes in outcomes.items() if not codes} == {
        (name, name, side) for name in LISTS for side in ("after", "before")
    }
    assert all(codes in ([], ["BAD_USER_INPUT"]) for codes in outcomes.values())


@pytest.mark.parametrize("elsewhere", [{"project_id": "prj_2"}, {"live_mode": False}], ids=str)
async def test_a_cursor_of_another_project_or_mode_is_refused(
    database: Database, ask: Ask, elsewhere: dict[str, Any]
) -> None:
    await save(database, make_project(), make_project(id="prj_2", name="Other"), make_customer(1), make_customer(2))
    cursor = (await read_page(ask, "customers", first=1))["pageInfo"]["endCursor"]

    answer = await ask(f"{VARIABLES} {LISTS['customers']}", {"after": cursor}, **elsewhere)

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_a_cursor_outlives_its_row(database: Database, ask: Ask) -> None:
    await save(database, make_project(), [make_customer(number) for number in (1, 2, 3)])
    page = await read_page(ask, "customers", first=2)
    async with database.sessions() as session, session.begin():
        await session.delete(await session.get_one(Customer, ("prj_1", True, "cus_2")))

    following = await read_page(ask, "customers", after=page["pageInfo"]["endCursor"])

    assert [node["id"] for node in page["nodes"]] == ["cus_1", "cus_2"]
    assert [node["id"] for node in following["nodes"]] == ["cus_3"]
