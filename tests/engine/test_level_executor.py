"""Level by level, the resolvers give what they give when graphql-core calls them object by object."""

from random import Random
from typing import Any

import pytest
from graphql import ExecutionResult, execute, parse

from engine.answer import OperationCost
from engine.documents.reader import DocumentReader
from engine.errors import write_error
from engine.json_body import write_json
from engine.limits import Limits
from engine.reference import execute_by_resolvers
from engine.request import GraphQLRequest
from schema.root import SCHEMA
from storage.database import Database
from tests.engine.plans.generated_queries import QueryDraw
from tests.engine.plans.seller import add_seller, some_cursors
from tests.factories import make_context

DOCUMENTS = [
    "{ customers(first: 3) { nodes { id name createdAt totals { currency net { formatted decimal } } } totalCount } }",
    """query($first: Int) { customers { nodes {
        paymentIntents(first: $first, status: [SUCCEEDED]) { edges { cursor node { amount { amountMinor } } } }
        shorter: paymentIntents(last: 1) { nodes { id status customer { email } } } } } }""",
    # Arguments that are wrong only in the field.
    '{ customers(first: 101) { totalCount } two: customers(after: "none") { totalCount } }',
    '{ customers { nodes { totals { net { formatted(locale: "none") } } } } __typename }',
    "{ customers { nodes { paymentIntents(first: -1) { totalCount } } } }",
    '{ one: customer(id: "cus_1") { invoices(first: -1) { nodes { id } } } two: customer(id: "cus_2") { id } }',
    '{ node(id: "cus_1") { id ... on Customer { address { city } balance { currency } } } __typename }',
    # A fragment that fits no object leaves it empty.
    '{ nodes(ids: ["cus_1", "pi_1_1", "none"]) { ... on Customer { name } ... on Node { ... on Dispute { id } } } }',
    "{ customers { nodes { activity(first: 50) { edges { node { subject { id __typename } } } } } } }",
    "{ __schema { types { name kind fields { name args { name defaultValue } type { name ofType { name } } } } } }",
    # A condition that is null is wrong where objects are completed: beside it, all is there.
    """query($gone: Boolean = true) { customers(first: 3) { nodes {
        id paymentIntents { nodes { id invoice { id @include(if: $gone) } } } } } __typename }""",
    """query($gone: Boolean = true) { nodes(ids: ["cus_1", "none", "pi_1_1"]) {
        id ... on Customer { name @skip(if: $gone) } } viewer { name } }""",
    '{ __type(name: "Customer") { name interfaces { name } fields(includeDeprecated: true) { name } } }',
]
GENERATED = 120
READER = DocumentReader(SCHEMA, Limits(cost=10**9, aliases=200, directives=200), introspection=True, plans=False)

# What graphql-core leaves running when an error has ended the field above is its own to clear up.
pytestmark = [
    pytest.mark.one_database,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
Errors = list[tuple[list[str | int], str]]


async def answer_both_ways(
    database: Database, request: GraphQLRequest
) -> tuple[tuple[Any, Errors], tuple[Any, Errors]]:
    """Data and errors of graphql-core, and of ours."""
    document = parse(request.query)
    result = execute(SCHEMA._schema, document, context_value=make_context(database), variable_values=request.variables)
    plain = result if isinstance(result, ExecutionResult) else await result
    answer = await execute_by_resolvers(
        document, request, make_context(database), OperationCost(0, 1), hide_suggestions=False
    )
    told = [(error.get("path", []), error["message"]) for error in answer.body.get("errors", [])]
    # The words of both are those of JSON, which `tests/schema/test_variables.py` looks at.
    expected = [(error.path or [], write_error(error)["message"]) for error in plain.errors or []]
    return (plain.data, expected), (answer.body.get("data"), told)


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_answers_and_errors_are_those_of_graphql_core(database: Database, document: str) -> None:
    await add_seller(database)

    expected, told = await answer_both_ways(database, GraphQLRequest(document, {"first": 2, "gone": None}))

    assert write_json(told[0]) == write_json(expected[0])
    assert told[1] == expected[1]


def is_null_at(path: list[str | int], data: Any) -> bool:
    """Whether the path leads to a null itself, not to something that is not there because of it."""
    for key in path:
        if data is None:
            return False
        data = data[key]
    return data is None


async def test_so_are_those_of_generated_queries(database: Database) -> None:
    await add_seller(database)

    for seed in range(GENERATED):
        draw = QueryDraw(Random(seed), ["cus_1"], cursors=some_cursors())
        request = GraphQLRequest(draw.query(), draw.variables)
        if READER.read(request.query).ast is None:
            continue
        (data, expected), (ours, told) = await answer_both_ways(database, request)

        assert write_json(ours) == write_json(data), request
        assert bool(told) == bool(expected), request
        # Of errors that make something above null, GraphQL asks for one, and leaves open which.
        assert sorted(str(each) for each in told if is_null_at(each[0], data)) == sorted(
            str(each) for each in expected if is_null_at(each[0], data)
        ), request
