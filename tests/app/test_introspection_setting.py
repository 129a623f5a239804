"""`CALMONY_INTROSPECTION=false` over HTTP: the schema is not told, neither at once nor name by name."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from graphql import get_introspection_query

from app.factory import create_app
from app.settings import Settings, read_settings
from tests.app.conftest import AddKey
from tests.factories import NOW

pytestmark = pytest.mark.one_database

# A field, an argument, a type, an enum value and a variable's value, each a letter from a real one.
NEARLY_RIGHT: list[dict[str, Any]] = [
    {"query": "{ customer(id: 1) { nam } }"},
    {"query": "{ customers(frst: 1) { totalCount } }"},
    {"query": "{ node(id: 1) { ... on Custmer { id } } }"},
    {"query": "{ customers(orderBy: NEWST) { totalCount } }"},
    {
        "query": "query ($order: CustomerOrder!) { customers(orderBy: $order) { totalCount } }",
        "variables": {"order": "NEWST"},
    },
    {"query": "query ($status: SubscriptionStats) { __typename }"},
    {
        "query": "query ($filter: CustomerFilter) { customers(filter: $filter) { totalCount } }",
        "variables": {"filter": {"overdu": True}},
    },
]


@pytest.fixture
async def closed_client(
    settings: Settings, database_url: str, monkeypatch: pytest.MonkeyPatch, add_key: AddKey
) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("CALMONY_DATABASE_URL", database_url)
    monkeypatch.setenv("CALMONY_INTROSPECTION", "false")
    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}
    async with LifespanManager(create_app(read_settings(), clock=lambda: NOW)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            yield client


@pytest.mark.parametrize(
    "query", [get_introspection_query(), "{ __schema { types { name } } }", '{ __type(name: "Customer") { name } }']
)
async def test_introspection_is_refused(closed_client: httpx.AsyncClient, query: str) -> None:
    answer = await closed_client.post("/graphql", json={"query": query})

    assert answer.json()["errors"][0]["message"] == "Introspection is switched off."
    assert "data" not in answer.json()


async def test_typename_and_queries_are_still_answered(closed_client: httpx.AsyncClient) -> None:
    answer = await closed_client.get("/graphql", params={"query": "{ __typename viewer { name } }"})

    assert answer.json() == {"data": {"__typename": "Query", "viewer": {"name": "Shop"}}}


@pytest.mark.parametrize("body", NEARLY_RIGHT, ids=json.dumps)
async def test_no_error_suggests_a_name(
    closed_client: httpx.AsyncClient, client: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    told = await client.post("/graphql", json=body, headers=closed_client.headers)
    untold = await closed_client.post("/graphql", json=body)

    assert "Did you mean" in told.text
    assert "errors" in untold.json()
    assert "did you mean" not in untold.text.lower()
