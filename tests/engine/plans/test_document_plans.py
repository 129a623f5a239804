"""The plans of a document: each is compiled once for the values of @skip and @include, and few are kept."""

import gc
from typing import Any

import pytest
from graphql import get_variable_values, parse

from engine.answer import Execution
from engine.cost.tree import FREE
from engine.documents.cache import DocumentCache
from engine.documents.reader import DocumentReader
from engine.executor import Executor
from engine.operation import Operation
from engine.plans.document_plans import KEPT_PLANS, DocumentPlans
from engine.plans.reads.reading import Reading
from engine.request import GraphQLRequest
from schema.root import SCHEMA
from storage.database import Database
from storage.unavailable import DatabaseUnavailable
from tests.conftest import QueryLog
from tests.engine.plans.seller import add_seller
from tests.engine.plans.test_equal_answers import BY_PLAN, context_of
from tests.factories import make_context, make_customer, make_project, save
from tests.queries import CUSTOMER_PAGE


def plan_of(text: str, **variables: Any) -> Any:
    document = parse(text)
    [operation] = document.definitions
    values = get_variable_values(SCHEMA._schema, operation.variable_definitions or (), variables)
    return DocumentPlans(SCHEMA, document).plan(Operation.of(operation, FREE), values)


def test_a_plan_can_be_read() -> None:
    plan = plan_of('{ a: invoice(id: "in_1") { total { formatted } } }')

    assert plan.source.endswith(
        "def query(row, owner, reading):\n    return {\n"
        "        'a': find(pick(reading.bound[0][0]), reading.bound[0][0], reading),\n    }\n"
    )
    assert "'total': {'formatted': amount_text(total_, currency_, value_0)}" in plan.source


def test_nothing_that_a_request_can_write_freely_stands_in_the_source() -> None:
    text = """query ($id: ID!) {
      invoice(id: $id) { total { formatted(locale: "'); exit(); ('") } }
      node(id: "'exit()") { id }
    }"""

    plan = plan_of(text, id="'); exit(); ('")

    assert "exit" not in plan.source


async def test_two_lists_share_a_read_though_only_one_asks_whether_more_follows(
    database: Database, queries: QueryLog
) -> None:
    await save(database, make_project(), [make_customer(1), make_customer(2)])
    asked = "a: customers(first: 1) { nodes { id } } b: customers(first: 1) { nodes { id } %s }"
    queries.clear()

    told = await BY_PLAN.run(GraphQLRequest(f"{{ {asked % 'pageInfo { hasNextPage }'} }}"), make_context(database))

    page = {"nodes": [{"id": "cus_1"}]}
    assert told.body == {"data": {"a": page, "b": {**page, "pageInfo": {"hasNextPage": True}}}}
    assert (told.execution, len(queries)) == (Execution.PLAN, 1)
    assert ".rows" not in plan_of(f"{{ {asked % 'pageInfo { endCursor }'} }}").source


def test_introspection_has_no_plan() -> None:
    assert plan_of("{ __schema { types { name } } }") is None


def test_a_document_keeps_a_few_plans_and_makes_each_once() -> None:
    names = [f"v{index}" for index in range(5)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    document = parse(
        f"query ({declared}) {{ {' '.join(f'{n}: __typename @skip(if: ${n})' for n in names)} __typename }}"
    )
    [operation] = document.definitions
    planned = DocumentPlans(SCHEMA, document)

    def plan(number: int) -> Any:
        given = {name: bool(number >> index & 1) for index, name in enumerate(names)}
        values = get_variable_values(SCHEMA._schema, operation.variable_definitions, given)
        return planned.plan(Operation.of(operation, FREE), values)

    first = plan(0)
    assert plan(0) is first
    plans = [plan(number) for number in range(32)]

    assert len(set(map(id, plans))) == 32
    assert len(planned._plans) == KEPT_PLANS


def test_plans_are_forgotten_with_their_documents() -> None:
    documents = DocumentCache(DocumentReader(SCHEMA), size=1)
    first = documents.get("{ __typename }")

    documents.get("{ viewer { name } }")

    assert documents.get("{ __typename }").plans is not first.plans


async def test_without_plans_the_resolvers_answer(database: Database) -> None:
    request = GraphQLRequest("{ viewer { name } }")

    by_plan = await Executor().run(request, make_context(database))
    by_resolvers = await Executor(plans=False).run(request, make_context(database))

    assert (by_plan.execution, by_resolvers.execution) == (Execution.PLAN, Execution.RESOLVERS)
    assert by_plan.body == by_resolvers.body


async def test_the_resolvers_answer_where_a_plan_meets_an_error(database: Database) -> None:
    await add_seller(database)
    query = '{ customer(id: "cus_1") { invoices(first: 101) { totalCount } name } none: customer(id: "x") { id } }'

    answer = await Executor().run(GraphQLRequest(query), context_of(database, {}))

    assert answer.execution is Execution.RESOLVERS
    assert answer.body["data"] == {"customer": None, "none": None}
    assert [error["path"] for error in answer.body["errors"]] == [["customer", "invoices"]]


async def test_wrong_arguments_are_an_error_only_where_their_field_is_reached(database: Database) -> None:
    query = '{ customer(id: "x") { invoices(first: 101) { totalCount } } }'

    answer = await Executor().run(GraphQLRequest(query), make_context(database))

    assert answer.execution is Execution.PLAN
    assert answer.body == {"data": {"customer": None}}


async def test_nothing_that_was_read_is_kept_with_arguments_that_are_wrong(database: Database) -> None:
    await add_seller(database)
    query = '{ customers { nodes { invoices { nodes { lines(first: 0, after: "x") { nodes { id } } } } } } }'
    executor = Executor()

    answers = [await executor.run(GraphQLRequest(query), context_of(database, {})) for _ in range(2)]
    gc.collect()

    assert all("errors" in answer.body for answer in answers)
    assert [each for each in gc.get_objects() if isinstance(each, Reading)] == []


async def test_an_unavailable_database_is_the_same_error_as_from_the_resolvers(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(*_: Any) -> Any:
        raise DatabaseUnavailable("The database can't answer for now.")

    monkeypatch.setattr(database, "fetch", fetch)

    answer = await Executor().run(GraphQLRequest(CUSTOMER_PAGE, {"id": "cus_1"}), make_context(database))

    assert answer.unavailable
    assert answer.body["errors"][0]["path"] == ["customer"]
