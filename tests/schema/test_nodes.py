"""Objects by their ids alone, and errors beside them."""

from engine.executor import Executor
from engine.request import GraphQLRequest
from models.values.instant import Instant
from storage.database import Database
from tests.asking import Ask
from tests.conftest import QueryLog
from tests.factories import make_context, make_invoice, make_one_of_each, make_project, save


async def test_an_id_tells_by_its_prefix_what_it_is_of(database: Database, ask: Ask) -> None:
    rows = make_one_of_each()
    await save(database, make_project(), *rows, make_invoice(rows[0], id="inv_own"))  # type: ignore[arg-type]
    ids = [
        "cus_1",
        "pi_1_1",
        "sub_1_1",
        "in_1_1",
        "inv_own",
        "price_1",
        "prod_1",
        "si_sub_1_1_0",
        "prj_1",
        "x",
        "",
        "cus",
        "CUS_1",
        "_",
        "pi_",
        "in_1_1 ",
    ]

    answer = await ask("query N($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {"ids": ids})
    alone = [(await ask("query N($id: ID!) { node(id: $id) { __typename id } }", {"id": id_})) for id_ in ids]

    types = ["Customer", "PaymentIntent", "BillingSubscription", "Invoice", "Invoice"]
    expected = [{"__typename": kind, "id": id_} for kind, id_ in zip(types, ids, strict=False)] + [None] * 11
    assert answer == {"data": {"nodes": expected}}
    assert alone == [{"data": {"node": node}} for node in expected]


async def test_nodes_keeps_order_and_duplicates_in_one_statement_a_type(
    database: Database, queries: QueryLog, ask: Ask
) -> None:
    await save(database, make_project(), *make_one_of_each(1), *make_one_of_each(2))
    ids = ["in_2_1", "cus_1", "in_1_1", "cus_9", "cus_1", "cus_2", "in_2_1"]
    queries.clear()

    answer = await ask("query N($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})

    assert [node and node["id"] for node in answer["data"]["nodes"]] == [id_ if id_ != "cus_9" else None for id_ in ids]
    assert len(queries) == 2


async def test_nodes_takes_a_hundred_ids_and_no_more(queries: QueryLog, ask: Ask) -> None:
    query = "query N($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    none, most, too_many = [await ask(query, {"ids": ["cus_1"] * count}) for count in (0, 100, 101)]

    assert none == {"data": {"nodes": []}}
    assert most == {"data": {"nodes": [None] * 100}}
    assert too_many["data"] is None
    [error] = too_many["errors"]
    assert error["message"] == "'ids' has more than 100 ids."
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert len(queries) == 1


async def test_a_number_is_an_id_too(ask: Ask) -> None:
    answer = await ask("query N($id: ID!) { node(id: $id) { id } customer(id: 7) { id } }", {"id": 2**70})

    assert answer == {"data": {"node": None, "customer": None}}


async def test_an_error_takes_away_no_more_than_nullability_says(database: Database, ask: Ask) -> None:
    await save(database, make_project(), *make_one_of_each())
    query = """{
      good: customer(id: "cus_1") { id }
      bad: customer(id: "cus_1") { id invoices(first: 101) { totalCount } }
      deep: invoice(id: "in_1_1") { id customer { payments: paymentIntents(last: -1) { nodes { id } } } }
      nullable: paymentIntent(id: "pi_1_1") { id customer { id a: invoices(first: 1, last: 1) { totalCount } } }
    }"""

    answer = await ask(query)

    assert answer["data"] == {
        "good": {"id": "cus_1"},
        "bad": None,
        "deep": None,
        "nullable": {"id": "pi_1_1", "customer": None},
    }
    assert sorted(error["path"] for error in answer["errors"]) == [
        ["bad", "invoices"],
        ["deep", "customer", "payments"],
        ["nullable", "customer", "a"],
    ]
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_USER_INPUT"}] * 3


async def test_what_fails_inside_is_shown_as_an_id_and_reported(database: Database) -> None:
    rows = make_one_of_each()
    rows[0].created_at = Instant(2**62)  # type: ignore[attr-defined]
    await save(database, make_project(), *rows)
    reported: list[Exception] = []

    def report(error: Exception) -> str:
        reported.append(error)
        return "err_1"

    request = GraphQLRequest('{ customer(id: "cus_1") { id createdAt } viewer { name } }')
    answer = await Executor(plans=False).run(request, make_context(database, report=report))

    assert answer.body == {
        "errors": [
            {
                "message": "Internal server error",
                "locations": [{"line": 1, "column": 30}],
                "path": ["customer", "createdAt"],
                "extensions": {"code": "INTERNAL_SERVER_ERROR", "errorId": "err_1"},
            }
        ],
        "data": {"customer": None, "viewer": {"name": "Back office"}},
    }
    assert [type(error) for error in reported] == [OverflowError]
