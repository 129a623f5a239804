"""Cost: the nodes that an operation's connections may return, counted before it is executed."""

from typing import Any

import pytest

from engine.answer import GraphQLAnswer
from engine.executor import Executor
from engine.limits import Limits
from engine.request import GraphQLRequest
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import make_context

pytestmark = pytest.mark.one_database

COSTS: list[tuple[str, dict[str, Any], int]] = [
    ("{ viewer { name project { id } } }", {}, 0),
    ('{ customer(id: "cus_1") { name taxIds { value } totals { paid { formatted } } } }', {}, 0),
    ('{ invoice(id: "in_1") { customer { name } subscription { items { quantity } } } }', {}, 0),
    ("{ __schema { types { fields { name } } } }", {}, 0),
    ("{ customers { nodes { id } } }", {}, 20),
    ("{ customers { totalCount } }", {}, 20),
    ("{ customers(first: 7) { nodes { id } } }", {}, 7),
    ("{ customers(last: 7) { edges { node { id } } pageInfo { endCursor } } }", {}, 7),
    ("{ customers(first: 0) { nodes { invoices { nodes { id } } } } }", {}, 0),
    ("{ customers(first: null) { nodes { id } } }", {}, 20),
    ("{ customers(first: 10) { nodes { invoices(first: 5) { nodes { id } } } } }", {}, 10 * (1 + 5)),
    (
        "{ customers(first: 10) { edges { node { invoices(first: 5) { nodes { lines(first: 2) {totalCount} } } } } } }",
        {},
        10 * (1 + 5 * (1 + 2)),
    ),
    (
        '{ customer(id: "cus_1") { activity(first: 4) { nodes { subject { id '
        "... on Invoice { lines(first: 9) { totalCount } } ... on BillingSubscription { plan { id } } } } } } }",
        {},
        4 * (1 + 9),
    ),
    ("{ customers(first: 2) { nodes { invoices(first: 3) { totalCount } subscriptions { totalCount } } } }", {}, 48),
    ("{ a: customers(first: 2) { totalCount } b: customers(first: 3) { totalCount } }", {}, 5),
    # What is asked for twice is read once, whichever fragments ask for it.
    ("{ customers(first: 2) { totalCount } ...F } fragment F on Query { customers(first: 2) { nodes { id } } }", {}, 2),
    (
        "{ customers(first: 2) { nodes { ...A ...A ...B } } } "
        "fragment A on Customer { invoices(first: 3) { totalCount } } "
        "fragment B on Customer { invoices(first: 3) { nodes { lines(first: 4) { totalCount } } } }",
        {},
        2 * (1 + 3 * (1 + 4)),
    ),
    # Short lists have no pages: they cost as many nodes as they may have.
    (
        '{ paymentIntent(id: "pi_1") { attempts { id } disputes { paymentIntent { attempts { id } } } } }',
        {},
        20 + 5 * (1 + 20),
    ),
    (
        "{ customers(first: 2) { nodes { invoices(first: 3) { nodes { eInvoice { gap } } } } } }",
        {},
        2 * (1 + 3 * (1 + 20)),
    ),
    ('{ customers(first: 10, search: "a") { edges { match { text } node { id } } } }', {}, 10 * (1 + 5)),
    ('{ node(id: "cus_1") { id } }', {}, 0),
    # An object has one type, so the most expensive type counts.
    (
        '{ node(id: "x") { ... on Customer { invoices(first: 9) { totalCount } } '
        "... on BillingSubscription { invoices(first: 4) { totalCount } } ... on Node { id } } }",
        {},
        9,
    ),
    ('{ nodes(ids: ["a", "b", "c"]) { id ... on Invoice { lines(first: 4) { totalCount } } } }', {}, 3 * 5),
    ('{ nodes(ids: "a") { id } }', {}, 1),
    ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 7}, 7),
    ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 1_000}, 100),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": 3}, 3),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {}, 20),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": None}, 20),
    ("query($n: Int = 4) { customers(first: $n) { totalCount } }", {}, 4),
    ("query($n: Int = 4) { customers(first: $n) { totalCount } }", {"n": None}, 20),
    ("query($n: Int = 4, $m: Int) { customers(first: $n, last: $m) { totalCount } }", {"m": 9}, 9),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": -1}, 100),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": 101}, 100),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": 10**400}, 100),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": float("nan")}, 100),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": "5"}, 100),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": True}, 100),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": [1]}, 100),
    ("query($n: Int) { customers(first: $n) { totalCount } }", {"n": 5.0}, 5),
    ("query($yes: Boolean!) { customers(first: 3) @include(if: $yes) { totalCount } }", {"yes": False}, 3),
    (
        'mutation { resumeSubscription(input: {subscriptionId: "sub_1"}) '
        "{ subscription { invoices(first: 6) { totalCount } } } }",
        {},
        6,
    ),
]


@pytest.mark.parametrize(("query", "variables", "cost"), COSTS, ids=lambda value: str(value)[:60])
def test_the_cost_is_the_nodes_that_may_come(query: str, variables: dict[str, Any], cost: int) -> None:
    document = Executor().documents.get(query)

    assert document.errors == ()
    assert document.operation(None).cost.of(variables) == cost


def test_each_operation_of_a_document_has_its_own_cost() -> None:
    document = Executor().documents.get("query A { customers(first: 1) { totalCount } } query B { viewer { name } }")

    assert [document.operation(name).cost.of({}) for name in "AB"] == [1, 0]


async def run(database: Database, query: str, limits: Limits, **variables: Any) -> GraphQLAnswer:
    return await Executor(limits, plans=False).run(GraphQLRequest(query, variables), make_context(database))


async def test_what_costs_the_limit_is_executed_and_one_more_is_not(database: Database, queries: QueryLog) -> None:
    query, limits = "query($n: Int) { customers(first: $n) { nodes { id } } }", Limits(cost=10)

    allowed = await run(database, query, limits, n=10)
    statements = len(queries)
    refused = await run(database, query, limits, n=11)

    assert allowed.body == {"data": {"customers": {"nodes": []}}}
    assert refused.body == {
        "errors": [
            {
                "message": "The operation may return 11 nodes, more than 10: ask for smaller pages.",
                "extensions": {"code": "LIMIT_EXCEEDED"},
            }
        ]
    }
    assert (allowed.executed, refused.executed, len(queries)) == (True, False, statements)


async def test_the_default_limit_is_12_000_nodes(database: Database) -> None:
    query = "query($n: Int) { customers(first: 100) { nodes { invoices(first: $n) { nodes { id } } } } }"
    deeper = query.replace("{ id }", "{ lines(first: 1) { totalCount } }")

    allowed = await run(database, query, Limits(), n=100)
    refused = await run(database, deeper, Limits(), n=100)

    assert allowed.executed
    assert not refused.executed
    assert allowed.body_with_cost()["extensions"] == {"cost": {"requested": 10_100, "limit": 12_000}}
    assert refused.body_with_cost()["extensions"] == {"cost": {"requested": 20_100, "limit": 12_000}}


class Spent(Exception):
    """So many points were asked for."""


async def refuse_to_spend(points: int) -> None:
    raise Spent(points)


async def test_the_cost_is_spent_before_anything_is_executed(database: Database, queries: QueryLog) -> None:
    request, executor = GraphQLRequest("{ customers(first: 9) { nodes { id } } }"), Executor(plans=False)
    executor.documents.get(request.query)

    with pytest.raises(Spent, match=r"^9$"):
        await executor.run(request, make_context(database), spend=refuse_to_spend)

    assert queries == []


@pytest.mark.one_database
async def test_the_characters_of_a_new_document_are_spent_before_it_is_read(database: Database) -> None:
    request, executor = GraphQLRequest("{ viewer { name } }"), Executor()

    for _ in range(2):
        with pytest.raises(Spent, match=rf"^{len(request.query)}$"):
            await executor.run(request, make_context(database), spend=refuse_to_spend)

    assert executor.documents.characters_to_read(request.query) == len(request.query)
    assert executor.documents.characters_to_read("x" * 15_001) == 0
