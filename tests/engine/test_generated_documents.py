"""Any valid document with any values gets an answer of its shape or a clear refusal."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import FORBIDDEN, INTERNAL_SERVER_ERROR, LIMIT_EXCEEDED
from engine.executor import Executor
from engine.request import GraphQLRequest
from models.access.viewer import Role
from storage.database import Database
from tests.engine.generated_documents import Draw, has_shape
from tests.factories import make_context, make_customer, make_one_of_each, make_project, save

# By default 100: with --fuzz as many as it says.
EXAMPLES = settings().max_examples
EXECUTOR = Executor(plans=False)


# Where an error makes the parent null, graphql-core drops coroutines of the other fields.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**64),
    texts=st.lists(st.text(max_size=40), min_size=1, max_size=5),
    role=st.sampled_from([Role.VIEWER, Role.OPERATOR]),
)
async def test_every_valid_document_gets_an_answer_of_its_shape_or_a_refusal(
    database: Database, seed: int, texts: list[str], role: Role
) -> None:
    if not (await EXECUTOR.run(GraphQLRequest('{ node(id: "cus_1") { id } }'), make_context(database))).body["data"][
        "node"
    ]:
        await save(database, make_project(), *make_one_of_each(), make_customer(2))
    draw = Draw(Random(seed), texts)
    document, shape = draw.document()

    answer = await EXECUTOR.run(GraphQLRequest(document, draw.variables), make_context(database, role=role))

    errors = answer.body.get("errors", [])
    codes = {error["extensions"]["code"] for error in errors}
    assert codes <= {"BAD_USER_INPUT", FORBIDDEN, LIMIT_EXCEEDED}, (document, draw.variables, errors)
    assert INTERNAL_SERVER_ERROR not in codes
    assert answer.executed or errors
    if answer.executed:
        assert errors or answer.body["data"] is not None
        assert has_shape(answer.body["data"], shape), (document, answer.body)
