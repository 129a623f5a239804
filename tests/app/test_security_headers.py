"""The headers of every answer."""

from pathlib import Path

import httpx
import pytest
from dirty_equals import IsPartialDict
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.http.graphiql import CONTENT_SECURITY_POLICY, graphiql_routes
from app.http.security_headers import SecurityHeaders
from app.settings import Settings
from tests.app.conftest import AddKey

pytestmark = pytest.mark.one_database

DEFAULTS = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("POST", "/graphql", 401),
        ("DELETE", "/graphql", 405),
        ("GET", "/nowhere", 404),
        ("POST", "/graphiql", 405),
        ("GET", "/invoices/in_1.pdf", 401),
        ("GET", "/invoices/in_1.pdf?token=x", 403),
    ],
)
async def test_every_answer_has_them(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == status
    assert dict(answer.headers) == IsPartialDict(DEFAULTS)
    assert "server" not in answer.headers
    assert "strict-transport-security" not in answer.headers


async def test_data_is_never_stored(client: httpx.AsyncClient, add_key: AddKey) -> None:
    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}

    answer = await client.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)

    assert answer.status_code == 200
    assert dict(answer.headers) == IsPartialDict(DEFAULTS)


def open_client(routes: list[Route], base_url: str = "https://pay.example.com") -> httpx.AsyncClient:
    middleware = [Middleware(SecurityHeaders, settings=Settings(base_url=base_url))]
    app = Starlette(routes=routes, middleware=middleware)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def say_otherwise(_: Request) -> Response:
    headers = {"Cache-Control": "private, no-cache", "Server": "secret/1.2", "Content-Security-Policy": "sandbox"}
    return Response("hello", headers=headers)


async def test_what_a_route_says_stands_and_the_server_is_not_told() -> None:
    async with open_client([Route("/", say_otherwise)]) as client:
        answer = await client.get("/")

    assert answer.headers.multi_items() == [
        ("cache-control", "private, no-cache"),
        ("content-security-policy", "sandbox"),
        ("content-length", "5"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=31536000"),
        ("cross-origin-opener-policy", "same-origin"),
    ]


@pytest.mark.parametrize(
    ("base_url", "lasts", "is_apart"),
    [
        ("https://pay.example.com", True, True),
        ("http://127.0.0.1:8000", False, True),
        ("http://[::1]:8000", False, True),
        ("http://pay.example.com", False, False),
    ],
)
async def test_https_is_made_to_last_and_windows_are_kept_apart_only_where_browsers_heed_it(
    base_url: str, lasts: bool, is_apart: bool
) -> None:
    async with open_client([Route("/", say_otherwise)], base_url) as client:
        answer = await client.get("/")

    assert ("strict-transport-security" in answer.headers) is lasts
    assert ("cross-origin-opener-policy" in answer.headers) is is_apart


async def test_graphiql_and_its_workers_have_a_policy_that_lets_them_run(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text("main()")

    async with open_client(graphiql_routes(tmp_path, None)) as client:  # type: ignore[arg-type]
        page, asset = await client.get("/graphiql"), await client.get("/graphiql/assets/main.js")

    assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert asset.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert asset.headers["cache-control"] == "no-cache"
