"""Automatic persisted queries, as Apollo Client speaks them."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from hypothesis import given
from hypothesis import strategies as st

from app.factory import create_app
from app.settings import Settings
from engine.persisted.automatic import AutomaticPersistedQueries
from models.access.api_key import new_api_key
from models.access.project import Project
from models.access.viewer import Role
from storage.database import Database
from tests.app.conftest import AddKey
from tests.factories import NOW, make_project, save

pytestmark = pytest.mark.one_database

GRAPHQL_JSON = "application/graphql-response+json"
QUERY = "{ viewer { name } }"
ANSWER = {"data": {"viewer": {"name": "Shop"}}}
NOT_FOUND = {"errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]}

Bearer = dict[str, str]


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def hashed(text: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}, **more}


@pytest.fixture
async def bearer(add_key: AddKey) -> Bearer:
    return {"Authorization": f"Bearer {(await add_key()).secret}"}


@asynccontextmanager
async def serve(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with LifespanManager(create_app(settings, clock=lambda: NOW)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


async def post(client: httpx.AsyncClient, bearer: Bearer, body: dict[str, Any]) -> tuple[int, Any]:
    answer = await client.post("/graphql", json=body, headers=bearer)
    return answer.status_code, answer.json()


async def test_a_hash_is_unknown_until_its_text_came_with_it(client: httpx.AsyncClient, bearer: Bearer) -> None:
    before = await post(client, bearer, hashed(QUERY))
    sent = await post(client, bearer, hashed(QUERY, query=QUERY))
    after = await post(client, bearer, hashed(QUERY))

    assert (before, sent, after) == ((200, NOT_FOUND), (200, ANSWER), (200, ANSWER))


async def test_an_unknown_hash_is_no_success_in_the_newer_media_type(client: httpx.AsyncClient, bearer: Bearer) -> None:
    answer = await client.post("/graphql", json=hashed(QUERY), headers={**bearer, "Accept": GRAPHQL_JSON})

    assert (answer.status_code, answer.json()) == (400, NOT_FOUND)
    assert answer.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"


async def test_a_hash_works_by_get_with_variables_and_a_name(client: httpx.AsyncClient, bearer: Bearer) -> None:
    text = "query A($id: ID!) { customer(id: $id) { id } } query B { viewer { name } }"
    parameters = {"extensions": json.dumps(hashed(text)["extensions"]), "variables": "{}", "operationName": "B"}

    unknown = await client.get("/graphql", params=parameters, headers=bearer)
    await client.get("/graphql", params={**parameters, "query": text}, headers=bearer)
    known = await client.get("/graphql", params=parameters, headers=bearer)

    assert (unknown.json(), known.json()) == (NOT_FOUND, ANSWER)


async def test_a_mutation_known_by_its_hash_still_needs_post(client: httpx.AsyncClient, bearer: Bearer) -> None:
    text = 'mutation { cancelSubscription(input: {subscriptionId: "sub_1"}) { userErrors { code } } }'
    await post(client, bearer, hashed(text, query=text))

    answer = await client.get("/graphql", params={"extensions": json.dumps(hashed(text)["extensions"])}, headers=bearer)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "persisted",
    [
        {"version": 1, "sha256Hash": hash_of("{ another }")},
        {"version": 1, "sha256Hash": hash_of(QUERY).upper()},
        {"version": 1, "sha256Hash": "abc"},
        {"version": 1, "sha256Hash": 7},
        {"version": 1},
        {"version": 2, "sha256Hash": hash_of(QUERY)},
        {"sha256Hash": hash_of(QUERY)},
        "text",
        [],
    ],
)
async def test_a_hash_that_is_not_the_texts_is_refused_and_nothing_is_kept(
    client: httpx.AsyncClient, bearer: Bearer, persisted: Any
) -> None:
    status, body = await post(client, bearer, {"query": QUERY, "extensions": {"persistedQuery": persisted}})

    assert (status, body["errors"][0]["extensions"]) == (400, {"code": "BAD_USER_INPUT"})
    assert await post(client, bearer, hashed(QUERY)) == (200, NOT_FOUND)
    assert await post(client, bearer, hashed("{ another }")) == (200, NOT_FOUND)


@pytest.mark.parametrize(
    ("text", "code"), [("{ viewer {", "GRAPHQL_PARSE_FAILED"), ("{ no }", "GRAPHQL_VALIDATION_FAILED")]
)
async def test_what_cannot_be_run_is_not_kept(client: httpx.AsyncClient, bearer: Bearer, text: str, code: str) -> None:
    _, body = await post(client, bearer, hashed(text, query=text))

    assert body["errors"][0]["extensions"] == {"code": code}
    assert await post(client, bearer, hashed(text)) == (200, NOT_FOUND)


async def test_a_null_in_extensions_is_no_hash(client: httpx.AsyncClient, bearer: Bearer) -> None:
    without = {"extensions": {"persistedQuery": None}}

    assert await post(client, bearer, {"query": QUERY, **without}) == (200, ANSWER)
    assert (await post(client, bearer, without))[0] == 400


async def test_another_project_cannot_tell_what_was_sent(
    client: httpx.AsyncClient, database: Database, project: Project, bearer: Bearer
) -> None:
    other = new_api_key("prj_2", live_mode=True, role=Role.VIEWER, name="Other", now=NOW)
    await save(database, make_project(id="prj_2", name="Another"), other.row)
    await post(client, bearer, hashed(QUERY, query=QUERY))

    seen = await post(client, {"Authorization": f"Bearer {other.secret}"}, hashed(QUERY))

    assert seen == (200, NOT_FOUND)


async def test_without_a_key_no_hash_is_looked_up(client: httpx.AsyncClient, bearer: Bearer) -> None:
    await post(client, bearer, hashed(QUERY, query=QUERY))

    assert (await post(client, {}, hashed(QUERY)))[0] == 401


async def test_switched_off_it_says_so_and_plain_text_still_runs(settings: Settings, bearer: Bearer) -> None:
    async with serve(settings.model_copy(update={"persisted_queries": False})) as client:
        by_hash = await post(client, bearer, hashed(QUERY))
        with_both = await post(client, bearer, hashed(QUERY, query=QUERY))
        plain = await post(client, bearer, {"query": QUERY})

    refused = {"errors": [{"message": "PersistedQueryNotSupported", "extensions": {"code": "BAD_USER_INPUT"}}]}
    assert (by_hash, with_both, plain) == ((200, refused), (200, refused), (200, ANSWER))


async def test_the_text_used_longest_ago_makes_room(settings: Settings, bearer: Bearer) -> None:
    first, second, third = (f"{{ viewer {{ name }} }} # {number}" for number in range(3))

    async with serve(settings.model_copy(update={"persisted_queries_max_count": 2})) as client:
        for text in (first, second):
            await post(client, bearer, hashed(text, query=text))
        await post(client, bearer, hashed(first))
        await post(client, bearer, hashed(third, query=third))
        known = [(await post(client, bearer, hashed(text)))[1] == ANSWER for text in (first, second, third)]

    assert known == [True, False, True]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.text(max_size=30)), max_size=40))
def test_the_store_stays_within_its_bounds_whatever_it_is_given(sent: list[tuple[str, str]]) -> None:
    store = AutomaticPersistedQueries(count=5, size=50)

    for project, text in sent:
        store.add(project, hash_of(text), text)

        kept = store._texts.values()
        assert len(kept) <= 5
        assert sum(len(text.encode()) for text in kept) == store._used <= 50


def test_a_text_larger_than_the_store_is_not_kept_and_drives_nothing_out() -> None:
    store = AutomaticPersistedQueries(count=5, size=10)
    store.add("p", hash_of("small"), "small")

    store.add("p", hash_of("x" * 11), "x" * 11)

    assert store.get("p", hash_of("small")) == "small"
    assert store.get("p", hash_of("x" * 11)) is None
