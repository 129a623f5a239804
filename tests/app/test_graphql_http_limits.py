"""GraphQL over HTTP at its edges: what is too large, encoded, unreadable, or broken off."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from dirty_equals import IsPartialDict
from starlette.requests import Request
from starlette.types import Message

from app.http.accept import choose_media_type
from app.http.graphql_request import read_parameters
from app.http.request_body import RequestTooLarge
from tests.app.conftest import AddKey
from tests.app.test_graphql_http import GRAPHQL_JSON

pytestmark = pytest.mark.one_database

LIMIT = 256 * 1024
TOO_LARGE = {
    "errors": [
        {"message": f"The request is larger than {LIMIT} bytes.", "extensions": {"code": "LIMIT_EXCEEDED"}},
    ]
}


@pytest.fixture
async def bearer(add_key: AddKey) -> dict[str, str]:
    return {"Authorization": f"Bearer {(await add_key()).secret}", "Content-Type": "application/json"}


def body_of(size: int) -> bytes:
    body = {"query": "{ __typename }", "variables": {"x": ""}}
    body["variables"] = {"x": "x" * (size - len(json.dumps(body)))}
    return json.dumps(body).encode()


async def in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 10_000):
        yield body[start : start + 10_000]


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_is_read_up_to_its_limit(client: httpx.AsyncClient, bearer: dict[str, str], chunked: bool) -> None:
    def content(size: int) -> Any:
        return in_chunks(body_of(size)) if chunked else body_of(size)

    fits = await client.post("/graphql", content=content(LIMIT), headers=bearer)
    exceeds = await client.post("/graphql", content=content(LIMIT + 1), headers=bearer)

    assert (fits.status_code, fits.json()) == (200, {"data": {"__typename": "Query"}})
    assert (exceeds.status_code, exceeds.json()) == (413, TOO_LARGE)


async def test_reading_stops_at_the_limit(client: httpx.AsyncClient, bearer: dict[str, str]) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 10_000

    answer = await client.post("/graphql", content=endless(), headers=bearer)

    assert (answer.status_code, sent) == (413, LIMIT // 10_000 + 1)


def test_a_query_string_has_the_same_limit() -> None:
    query = b"query=%7B__typename%7D"
    request = Request({"type": "http", "query_string": query, "headers": []})

    assert read_parameters(request, len(query)).query == "{__typename}"
    with pytest.raises(RequestTooLarge):
        read_parameters(request, len(query) - 1)


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip", ""])
async def test_a_compressed_body_is_refused_unread(
    client: httpx.AsyncClient, bearer: dict[str, str], encoding: str
) -> None:
    headers = {**bearer, "Content-Encoding": encoding}

    answer = await client.post("/graphql", content=b"\x1f\x8b", headers=headers)

    assert answer.status_code == 415
    assert answer.json() == {
        "errors": [{"message": "The body must not be compressed.", "extensions": {"code": "BAD_USER_INPUT"}}]
    }


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("APPLICATION/JSON", "application/json"),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, application/json", GRAPHQL_JSON),
        (f"application/json, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"application/json, {GRAPHQL_JSON};q=0.9", "application/json"),
        (f"application/json;q=0.8, {GRAPHQL_JSON};q=0.9", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, */*", "application/json"),
        (f"{GRAPHQL_JSON};charset=utf-8;q=1, */*;q=0.1", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0", None),
        ("application/json;q=0", None),
        ("application/json;q=0, */*", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0, */*", "application/json"),
        ("*/*;q=0", None),
        ("image/png, text/html", None),
        ("application/json;q=lots", "application/json"),
        (";;;,,q=", None),
    ],
)
def test_the_media_type_is_the_one_that_the_client_wants_most(accept: str | None, chosen: str | None) -> None:
    assert choose_media_type(accept) == chosen


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON; Charset=UTF-8", 'application/json;charset="utf-8"; profile=x'],
)
async def test_json_in_utf_8_is_read_however_it_is_written(
    client: httpx.AsyncClient, bearer: dict[str, str], content_type: str
) -> None:
    headers = {**bearer, "Content-Type": content_type}

    answer = await client.post("/graphql", content=b'{"query": "{ __typename }"}', headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/nowhere", 404, "Not Found."),
        ("POST", "/invoices/in_1", 404, "Not Found."),
        ("POST", "/invoices/in_1.pdf", 405, "Method Not Allowed."),
        ("GET", "/graphiql/assets/none.js", 404, "Not Found."),
    ],
)
async def test_what_no_route_answers_is_refused_in_graphqls_form(
    client: httpx.AsyncClient, method: str, path: str, status: int, message: str
) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]}
    assert ("allow" in answer.headers) is (status == 405)


async def test_a_refusal_has_the_media_type_that_the_client_asked_for(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={}, headers={"Accept": GRAPHQL_JSON})

    assert (answer.status_code, answer.headers["content-type"]) == (401, f"{GRAPHQL_JSON}; charset=utf-8")


async def test_a_client_that_vanishes_leaves_one_line_and_no_traceback(
    client: httpx.AsyncClient, bearer: dict[str, str], log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": b'{"query":', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        assert message["type"].startswith("http.response.")

    headers = [(name.lower().encode(), value.encode()) for name, value in {"Host": "test", **bearer}.items()]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    application = client._transport.app  # type: ignore[attr-defined]

    await application({**scope, "asgi": {"spec_version": "2.4"}, "client": None}, receive, send)

    assert log_lines() == [IsPartialDict(event="request", status=499)]
