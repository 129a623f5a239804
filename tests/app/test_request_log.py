"""The line, the id and the masked answer of a request."""

import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from dirty_equals import IsFloat, IsPartialDict, IsStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message

from app.logs.requests import RequestLog
from tests.app.conftest import AddKey

pytestmark = pytest.mark.one_database

LogLines = Callable[[], list[dict[str, Any]]]


def greet(_: Request) -> Response:
    return Response("hello")


def fail(_: Request) -> Response:
    raise LookupError("no customer ada@post.example for sk_live_abcdef")


async def break_off(_: Request) -> Response:
    async def body() -> AsyncIterator[bytes]:
        yield b"half"
        raise LookupError("the other half")

    return StreamingResponse(body())


@pytest.fixture
def small_app() -> Starlette:
    routes = [Route("/people/{id}", greet), Route("/fail", fail), Route("/break", break_off)]
    return Starlette(routes=routes, middleware=[Middleware(RequestLog)])


@pytest.fixture
def small_client(small_app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=small_app), base_url="http://test")


async def test_a_request_is_one_line_with_its_template_and_without_its_query(
    small_client: httpx.AsyncClient, log_lines: LogLines
) -> None:
    await small_client.get("/people/ada@post.example?token=abc")

    assert log_lines() == [
        {
            "event": "request",
            "level": "info",
            "time": IsStr(),
            "request_id": IsStr(regex="req_[0-9a-f]{24}"),
            "method": "GET",
            "route": "/people/{id}",
            "status": 200,
            "duration_ms": IsFloat(ge=0),
            "statements": 0,
            "outcome": "ok",
        }
    ]


async def test_an_unknown_path_is_logged_without_the_path(small_client: httpx.AsyncClient, log_lines: LogLines) -> None:
    await small_client.get("/ada@post.example")

    assert log_lines() == [IsPartialDict({"route": None, "status": 404})]


async def test_a_sane_request_id_is_taken_over(small_client: httpx.AsyncClient, log_lines: LogLines) -> None:
    response = await small_client.get("/people/1", headers={"X-Request-ID": "trace-1.2_3"})

    assert response.headers["X-Request-ID"] == "trace-1.2_3"
    assert log_lines()[0]["request_id"] == "trace-1.2_3"


async def test_of_several_request_ids_the_first_counts(small_client: httpx.AsyncClient) -> None:
    response = await small_client.get("/people/1", headers=[("X-Request-ID", "one"), ("X-Request-ID", "two")])

    assert response.headers["X-Request-ID"] == "one"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, '{"a":1}', "ada@post.example"])
async def test_any_other_request_id_is_replaced(given: str, small_client: httpx.AsyncClient) -> None:
    first = await small_client.get("/people/1", headers={"X-Request-ID": given})
    second = await small_client.get("/people/1", headers={"X-Request-ID": given})

    assert first.headers["X-Request-ID"].startswith("req_")
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


async def test_a_failure_inside_is_masked_and_logged_with_the_id_that_its_answer_carries(
    small_client: httpx.AsyncClient, log_lines: LogLines
) -> None:
    response = await small_client.get("/fail")

    failure, request = log_lines()
    assert response.status_code == 500
    assert response.json() == {
        "errors": [
            {
                "message": "Internal server error",
                "extensions": {"code": "INTERNAL_SERVER_ERROR", "errorId": failure["error_id"]},
            }
        ]
    }
    assert failure == IsPartialDict({"level": "error", "error": "LookupError", "request_id": request["request_id"]})
    assert "LookupError: no customer …@… for sk_live_…" in failure["exception"]
    assert request["status"] == 500


async def test_an_answer_that_fails_half_way_is_logged_and_stays_unfinished(
    small_app: Starlette, log_lines: LogLines
) -> None:
    messages: list[Message] = []
    scope = {"type": "http", "method": "GET", "path": "/break", "headers": [], "asgi": {"spec_version": "2.4"}}

    async def receive() -> Message:
        raise AssertionError("the body is nobody's business here")

    async def send(message: Message) -> None:
        messages.append(message)

    await small_app(scope, receive, send)

    half = {"type": "http.response.body", "body": b"half", "more_body": True}
    assert messages == [IsPartialDict({"status": 200}), half]
    assert [line["event"] for line in log_lines()] == ["internal error", "request"]


async def test_the_line_of_an_authenticated_request_names_the_key_by_id_only(
    client: httpx.AsyncClient, add_key: AddKey, log_lines: LogLines
) -> None:
    key = await add_key()

    await client.post("/graphql", json={"query": "{ __typename }"}, headers={"Authorization": f"Bearer {key.secret}"})
    await client.post("/graphql", json={"query": "{ __typename }"})

    known, anonymous = log_lines()
    assert known == IsPartialDict({"route": "/graphql", "status": 200, "key_id": key.row.id})
    assert key.secret not in str(known)
    assert anonymous == IsPartialDict({"status": 401})
    assert "key_id" not in anonymous


def test_what_a_library_logs_takes_the_same_form(log_lines: LogLines) -> None:
    logging.getLogger("uvicorn.error").info("Hello %s", "ada@post.example", extra={"color_message": "bright"})

    assert log_lines() == [{"event": "Hello …@…", "level": "info", "time": IsStr()}]
