"""Which way an operation was answered: in debug mode a header tells, and always the metrics."""

import httpx
import pytest
from asgi_lifespan import LifespanManager

from app.factory import create_app
from app.settings import Settings
from tests.app.conftest import AddKey
from tests.factories import NOW

QUERY = {"query": "{ viewer { name } }"}
INTROSPECTION = {"query": "{ __schema { queryType { name } } }"}


async def ask(settings: Settings, secret: str, *bodies: dict[str, str]) -> tuple[list[httpx.Response], str]:
    async with LifespanManager(create_app(settings, clock=lambda: NOW)) as manager:
        transport = httpx.ASGITransport(app=manager.app, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            headers = {"Authorization": f"Bearer {secret}"}
            answers = [await client.post("/graphql", json=body, headers=headers) for body in bodies]
            return answers, (await client.get("/metrics")).text


async def test_in_debug_mode_a_header_tells_the_way_and_the_metrics_count_it(
    settings: Settings, add_key: AddKey
) -> None:
    secret = (await add_key()).secret

    answers, metrics = await ask(settings.model_copy(update={"debug": True}), secret, QUERY, QUERY, INTROSPECTION)

    assert [answer.headers["X-Calmony-Execution"] for answer in answers] == ["plan", "plan", "resolvers"]
    assert 'calmony_operations_total{execution="plan"} 2.0' in metrics
    assert 'calmony_operations_total{execution="resolvers"} 1.0' in metrics


async def test_without_plans_the_resolvers_give_the_same_answer(settings: Settings, add_key: AddKey) -> None:
    secret = (await add_key()).secret

    [planned], _ = await ask(settings, secret, QUERY)
    [resolved], metrics = await ask(settings.model_copy(update={"plans": False}), secret, QUERY)

    assert planned.content == resolved.content
    assert "X-Calmony-Execution" not in planned.headers
    assert 'calmony_operations_total{execution="resolvers"} 1.0' in metrics


@pytest.mark.parametrize("query", ["{ nope }", "{"])
async def test_what_is_not_executed_was_answered_in_no_way(settings: Settings, add_key: AddKey, query: str) -> None:
    [answer], _ = await ask(settings.model_copy(update={"debug": True}), (await add_key()).secret, {"query": query})

    assert "X-Calmony-Execution" not in answer.headers
