"""Variables: which values a list of statuses takes, and which values are the caller's mistake."""

from typing import Any

import pytest

from models.billing.subscription import SubscriptionStatus
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_customer, make_one_of_each, make_project, make_subscription, save

pytestmark = pytest.mark.one_database

BY_STATUS = """
query S($status: [SubscriptionStatus!]) {
  customer(id: "cus_1") { subscriptions(status: $status) { nodes { status } totalCount } }
}
"""


async def add_a_subscription_of_each_status(database: Database) -> None:
    customer = make_customer()
    subscriptions = [make_subscription(customer, n, status=status) for n, status in enumerate(SubscriptionStatus)]
    await save(database, make_project(), customer, subscriptions)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"status": ["ACTIVE"]}, ["ACTIVE"]),
        ({"status": "ACTIVE"}, ["ACTIVE"]),
        ({"status": ["PAUSED", "ACTIVE", "PAUSED"]}, ["ACTIVE", "PAUSED"]),
        ({"status": []}, []),
        ({"status": None}, list(SubscriptionStatus)),
        ({}, list(SubscriptionStatus)),
    ],
    ids=str,
)
async def test_a_variable_of_statuses_takes_one_many_none_and_null(
    database: Database, ask: Ask, variables: dict[str, Any], expected: list[str]
) -> None:
    await add_a_subscription_of_each_status(database)

    answer = await ask(BY_STATUS, variables)

    found = answer["data"]["customer"]["subscriptions"]
    assert [node["status"] for node in found["nodes"]] == expected
    assert found["totalCount"] == len(expected)


@pytest.mark.parametrize("literal", ["ACTIVE", "[ACTIVE]", "[ACTIVE, ACTIVE]"])
async def test_a_single_literal_is_a_list_of_one(database: Database, ask: Ask, literal: str) -> None:
    await add_a_subscription_of_each_status(database)

    answer = await ask(
        BY_STATUS.replace("status: $status", f"status: {literal}").replace("($status: [SubscriptionStatus!])", "")
    )

    assert answer["data"]["customer"]["subscriptions"] == {"nodes": [{"status": "ACTIVE"}], "totalCount": 1}


async def test_a_variable_of_a_single_status_is_told_to_be_a_list(ask: Ask) -> None:
    answer = await ask(BY_STATUS.replace("[SubscriptionStatus!]", "SubscriptionStatus"), {"status": "ACTIVE"})

    [error] = answer["errors"]
    assert error["message"] == (
        "Variable '$status' of type 'SubscriptionStatus' used in position expecting type '[SubscriptionStatus!]'."
    )
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


WRONG_VARIABLES = [
    ("query Q($v: [SubscriptionStatus!]) { customers(filter: {subscriptionStatus: $v}) { totalCount } }", [None]),
    ("query Q($v: [SubscriptionStatus!]) { customers(filter: {subscriptionStatus: $v}) { totalCount } }", ["active"]),
    ("query Q($v: [SubscriptionStatus!]) { customers(filter: {subscriptionStatus: $v}) { totalCount } }", 7),
    ("query Q($v: CustomerFilter) { customers(filter: $v) { totalCount } }", {"unknown": 1}),
    ("query Q($v: CustomerFilter) { customers(filter: $v) { totalCount } }", {"overdue": "yes"}),
    ("query Q($v: CustomerFilter) { customers(filter: $v) { totalCount } }", []),
    ("query Q($v: DateTime) { customers(filter: {createdFrom: $v}) { totalCount } }", "2026"),
    ("query Q($v: DateTime) { customers(filter: {createdFrom: $v}) { totalCount } }", "2026-02-30T00:00:00Z"),
    ("query Q($v: DateTime) { customers(filter: {createdFrom: $v}) { totalCount } }", "2026-02-03T00:00:00"),
    ("query Q($v: DateTime) { customers(filter: {createdFrom: $v}) { totalCount } }", 1_795_262_400),
    ("query Q($v: Int) { customers(first: $v) { totalCount } }", 2**31),
    ("query Q($v: Int) { customers(first: $v) { totalCount } }", 10**400),
    ("query Q($v: Int) { customers(first: $v) { totalCount } }", 1.5),
    ("query Q($v: Int) { customers(first: $v) { totalCount } }", "1"),
    ("query Q($v: String) { customers(search: $v) { totalCount } }", 5),
    ("query Q($v: String) { customers(after: $v) { totalCount } }", ["x"]),
    ("query Q($v: ID!) { customer(id: $v) { id } }", None),
    ("query Q($v: ID!) { customer(id: $v) { id } }", 1.5),
    ("query Q($v: ID!) { customer(id: $v) { id } }", {"id": "cus_1"}),
    ("query Q($v: [ID!]!) { nodes(ids: $v) { id } }", ["cus_1", None]),
    # a default lets the variable be nullable, but not be null
    ("query Q($v: Boolean = true) { customers @include(if: $v) { totalCount } }", None),
    (
        "query Q($v: CancellationTiming) "
        '{ subscription(id: "sub_1_1") { cancellationPreview(timing: $v) { effectiveAt } } }',
        None,
    ),
]


@pytest.mark.parametrize(("query", "value"), WRONG_VARIABLES, ids=lambda value: str(value)[:60])
async def test_a_value_that_does_not_fit_its_variable_is_the_callers_error(
    database: Database, ask: Ask, query: str, value: Any
) -> None:
    await save(database, make_project(), *make_one_of_each())

    answer = await ask(query, {"v": value})

    [error] = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"].startswith(("Variable '$v' has invalid value", "Argument '"))
    assert error["locations"]


async def test_a_variable_that_does_not_fit_stops_everything(database: Database, queries: QueryLog, ask: Ask) -> None:
    answer = await ask("query Q($n: Int) { viewer { name } customers(first: $n) { totalCount } }", {"n": "many"})

    assert list(answer) == ["errors"]
    assert queries == []


async def test_what_no_variable_asks_for_is_ignored(ask: Ask) -> None:
    answer = await ask("{ viewer { name } }", {"unused": {"deep": [1]}})

    assert answer == {"data": {"viewer": {"name": "Back office"}}}


_LIST = """
query L($filter: CustomerFilter, $search: String, $first: Int! = 1) {
  customers(filter: $filter, search: $search, first: $first) { totalCount }
}
"""


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"first": None}, "not to be null."),
        ({"first": True}, "non-integer value: true"),
        ({"search": False}, "non string value: false"),
        ({"search": {"None": None, "it's": ["True", True]}}, "{'None': null, \"it's\": ['True', true]}"),
        ({"filter": {"createdFrom": None, "createdBefore": True}}, "DateTime cannot represent true"),
        (
            {"filter": {"createdFrom": "2020-W02-1T00:00:00Z"}},
            'represent "2020-W02-1T00:00:00Z": write it as 2026-03-14T',
        ),
    ],
    ids=str,
)
async def test_a_wrong_value_is_told_in_the_words_of_json(ask: Ask, variables: dict[str, Any], told: str) -> None:
    answer = await ask(_LIST, variables)

    [error] = answer["errors"]
    assert told in error["message"]


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("customer(id: null) { id }", "not to be null."),
        ("customers(first: true) { totalCount }", "non-integer value: true"),
        ("customers(first: True) { totalCount }", "non-integer value: True"),
        ("customers(filter: {createdFrom: true}) { totalCount }", "DateTime cannot represent true"),
    ],
)
async def test_in_a_document_a_wrong_value_is_told_as_it_stands_there(ask: Ask, field: str, told: str) -> None:
    answer = await ask(f"{{ {field} }}")

    assert told in answer["errors"][0]["message"]
