"""The values of a request's variables: so many are allowed, and what is wrong with them is found at once."""

import time
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from engine.executor import Executor
from engine.limits import Limits
from engine.plans.arguments.variables import Variables
from engine.request import GraphQLRequest
from engine.variable_values import hold_more
from schema.root import SCHEMA
from storage.database import Database
from tests.factories import make_context, make_project, save

QUERY = "query($v: CustomerFilter) { customers(filter: $v) { totalCount } }"


@pytest.mark.parametrize(
    ("variables", "count"),
    [
        (None, 0),
        ({}, 0),
        ({"a": "text", "b": None}, 2),
        ({"a": [1, 2, 3]}, 4),
        ({"a": {"b": [{"c": 1}, {}], "d": []}}, 6),
    ],
)
def test_values_are_counted_wherever_they_stand(variables: dict[str, Any] | None, count: int) -> None:
    assert not hold_more(variables, count)
    assert count == 0 or hold_more(variables, count - 1)


@pytest.mark.one_database
async def test_a_limit_of_values_is_allowed_and_one_more_is_refused(database: Database) -> None:
    await save(database, make_project())
    executor = Executor(Limits(variable_values=5))

    async def ask(statuses: int) -> dict[str, Any]:
        variables = {"v": {"subscriptionStatus": ["ACTIVE"] * statuses}}
        return (await executor.run(GraphQLRequest(QUERY, variables), make_context(database))).body

    assert await ask(3) == {"data": {"customers": {"totalCount": 0}}}
    assert await ask(4) == {
        "errors": [{"message": "The variables hold more than 5 values.", "extensions": {"code": "LIMIT_EXCEEDED"}}]
    }


def test_that_all_values_are_wrong_is_known_with_the_first_of_them() -> None:
    [operation] = parse(QUERY).definitions
    assert isinstance(operation, OperationDefinitionNode)
    variables = Variables(SCHEMA._schema, operation)

    started = time.process_time()
    values = variables.coerce({"v": {f"overdu{number}": 1 for number in range(15_000)}})

    assert values is None
    # To tell all that is wrong takes 10 s.
    assert time.process_time() - started < 0.5
