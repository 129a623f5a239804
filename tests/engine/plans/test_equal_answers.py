"""A plan answers any query as the resolvers do, byte for byte, in no more statements."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.answer import Execution, GraphQLAnswer
from engine.documents.cache import DocumentCache
from engine.documents.document import Document
from engine.executor import Executor
from engine.json_body import write_json
from engine.limits import Limits
from engine.request import GraphQLRequest
from models.access.viewer import Role
from resolvers.context import RequestContext
from storage.database import Database
from storage.statement_count import begin_statement_count
from tests.engine.plans.generated_queries import QueryDraw
from tests.engine.plans.seller import add_seller, some_cursors
from tests.factories import make_context


class Unplanned:
    """The documents of another executor, without their plans."""

    def __init__(self, documents: DocumentCache) -> None:
        self._documents = documents

    async def get_for(self, text: str, _spend: None) -> Document:
        return replace(self._documents.get(text), plans=None)


# On each database; with --fuzz as many as it says.
EXAMPLES = max(200, settings().max_examples)
# A plan reads rows as soon as it has their parents; resolvers, which wait for one another in ways of their own, may
# happen to ask for those of two depths at once.
COINCIDENCES = 2
LIMITS = Limits(
    aliases=200, directives=200, cost=10**9, selections=20_000, tokens=20_000, source_characters=100_000, seconds=3600
)
BY_PLAN = Executor(LIMITS)
BY_RESOLVERS = Executor(LIMITS, plans=False)
# Parsed and validated once for both, because that takes most of the time.
BY_RESOLVERS.documents = Unplanned(BY_PLAN.documents)  # type: ignore[assignment]

# What the resolvers leave running when an error has ended the field above is graphql-core's to clear up.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

VIEWERS: list[dict[str, Any]] = [
    {},
    {"role": Role.OPERATOR},
    {"role": Role.CUSTOMER, "customer_id": "cus_1"},
    {"role": Role.CUSTOMER, "customer_id": "cus_3"},
    {"project_id": "prj_2"},
    {"live_mode": False},
]


def draw_request(seed: int, texts: list[str]) -> GraphQLRequest:
    # Hypothesis makes an example by changing a part of another one: each change makes another query.
    draw = QueryDraw(Random(f"{seed} {texts}"), texts, cursors=some_cursors())
    query = draw.query()
    return GraphQLRequest(query, draw.variables)


def context_of(database: Database, viewer: dict[str, Any]) -> RequestContext:
    context = make_context(database, **viewer)
    context.report = lambda _: "err_1"
    return context


async def run(executor: Executor, request: GraphQLRequest, context: RequestContext) -> tuple[GraphQLAnswer, int]:
    # What an error of the previous request left running counts for that request.
    count = begin_statement_count()
    answer = await executor.run(request, context)
    return answer, count.total


def same(one: GraphQLAnswer, other: GraphQLAnswer) -> bool:
    return write_json(one.body) == write_json(other.body) and one.executed == other.executed


async def compare(
    database: Database, request: GraphQLRequest, viewer: dict[str, Any]
) -> tuple[GraphQLAnswer, int, int]:
    new: Callable[[], RequestContext] = partial(context_of, database, viewer)
    planned, statements = await run(BY_PLAN, request, new())
    resolved, allowed = await run(BY_RESOLVERS, request, new())
    assert same(planned, resolved), (request, viewer, planned.body, resolved.body)
    return planned, statements, allowed


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    # A seed does not get simpler by being smaller.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 2**64),
    texts=st.lists(st.text(max_size=40), min_size=1, max_size=5),
    viewer=st.sampled_from(VIEWERS),
)
async def test_a_plan_answers_any_query_as_the_resolvers_do(
    database: Database, seed: int, texts: list[str], viewer: dict[str, Any]
) -> None:
    probe = await BY_RESOLVERS.run(GraphQLRequest('{ node(id: "cus_1") { id } }'), make_context(database))
    if probe.body["data"]["node"] is None:
        await add_seller(database)
    request = draw_request(seed, texts)

    answer, statements, allowed = await compare(database, request, viewer)

    if answer.execution is Execution.PLAN:
        assert statements <= allowed + COINCIDENCES, (request, viewer)


async def test_every_query_without_an_error_is_answered_by_a_plan(database: Database) -> None:
    await add_seller(database)
    ways: list[tuple[Execution | None, str]] = []

    for seed in range(330):
        request = draw_request(seed, ["cus_1"])
        answer, _, _ = await compare(database, request, {})
        if "errors" not in answer.body:
            ways.append((answer.execution, request.query))

    assert len(ways) > 150
    assert [query for way, query in ways if way is not Execution.PLAN] == []
