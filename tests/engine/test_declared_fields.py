"""The short way through declared fields leads to what graphql-core answers by itself."""

import pytest
from graphql import ExecutionResult, execute, parse

from engine.answer import OperationCost
from engine.json_body import write_json
from engine.reference import execute_by_resolvers
from engine.request import GraphQLRequest
from schema.root import SCHEMA
from storage.database import Database
from tests.engine.plans.seller import add_seller
from tests.factories import make_context

DOCUMENTS = [
    "{ customers(first: 3) { nodes { id name createdAt totals { currency net { formatted decimal } } } totalCount } }",
    """query($first: Int) { customers { nodes {
        paymentIntents(first: $first, status: [SUCCEEDED]) { edges { cursor node { amount { amountMinor } } } }
        shorter: paymentIntents(last: 1) { nodes { id status customer { email } } } } } }""",
    # Arguments that are wrong only in the field.
    '{ customers(first: 101) { totalCount } two: customers(after: "none") { totalCount } }',
    '{ customers { nodes { totals { net { formatted(locale: "none") } } paymentIntents(first: -1) { totalCount } } } }',
    '{ node(id: "cus_1") { id ... on Customer { address { city } balance { currency } } } __typename }',
]


@pytest.mark.one_database
@pytest.mark.parametrize("document", DOCUMENTS)
async def test_answers_and_errors_are_those_of_graphql_core(database: Database, document: str) -> None:
    await add_seller(database)
    request, variables = GraphQLRequest(document, {"first": 2}), {"first": 2}

    context = make_context(database)
    result = execute(SCHEMA._schema, parse(document), context_value=context, variable_values=variables)
    plain = result if isinstance(result, ExecutionResult) else await result
    answer = await execute_by_resolvers(
        parse(document), request, make_context(database), OperationCost(0, 1), hide_suggestions=False
    )

    assert write_json(answer.body["data"]) == write_json(plain.data)
    told = [(error["path"], error["message"]) for error in answer.body.get("errors", [])]
    assert told == [(error.path, error.message) for error in plain.errors or []]
