"""Which pages of other origins may read answers."""

from collections.abc import AsyncIterator

import httpx
import pytest
from asgi_lifespan import LifespanManager

from app.factory import create_app
from app.http.cors import headers_for
from app.settings import InvalidSetting, Settings, read_settings
from tests.app.conftest import AddKey
from tests.factories import NOW

pytestmark = pytest.mark.one_database

SHOP = "https://shop.example.com"
PREFLIGHT = {
    "Origin": SHOP,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": (
        "apollographql-client-name,apollographql-client-version,authorization,baggage,content-type,"
        "graphql-require-preflight,idempotency-key,sentry-trace,traceparent,tracestate,x-requested-with,x-tenant"
    ),
}


@pytest.fixture
async def open_client(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The application with SHOP's pages, and a header of their own, allowed."""
    settings = Settings(database_url=database_url, cors_origins=(SHOP,), cors_headers=("X-Tenant",))
    app = create_app(settings, clock=lambda: NOW)
    async with LifespanManager(app) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


def cors_of(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


async def test_without_the_setting_no_page_is_allowed_anything(client: httpx.AsyncClient) -> None:
    preflight = await client.options("/graphql", headers=PREFLIGHT)
    request = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"Origin": SHOP})

    assert (preflight.status_code, preflight.headers["allow"]) == (405, "GET, POST")
    assert cors_of(preflight) == cors_of(request) == {}


async def test_a_preflight_of_a_listed_origin_needs_no_key(open_client: httpx.AsyncClient) -> None:
    answer = await open_client.options("/graphql", headers=PREFLIGHT)

    assert answer.status_code == 200
    assert cors_of(answer) == {
        "access-control-allow-origin": SHOP,
        "access-control-allow-methods": "GET, HEAD, POST",
        "access-control-allow-headers": (
            "Accept, Accept-Language, Apollo-Require-Preflight, ApolloGraphQL-Client-Name, "
            "ApolloGraphQL-Client-Version, Authorization, Baggage, Content-Language, Content-Type, "
            "GraphQL-Require-Preflight, Idempotency-Key, If-None-Match, Sentry-Trace, Traceparent, Tracestate, "
            "X-Apollo-Operation-Id, X-Apollo-Operation-Name, X-Calmony-Cost, X-Request-ID, X-Requested-With, X-Tenant"
        ),
        "access-control-max-age": "600",
    }


async def test_a_listed_origin_reads_answers_and_refusals_without_credentials(
    open_client: httpx.AsyncClient, add_key: AddKey
) -> None:
    headers = {"Origin": SHOP, "Authorization": f"Bearer {(await add_key()).secret}"}
    allowed = {
        "access-control-allow-origin": SHOP,
        "access-control-expose-headers": (
            "X-Request-ID, Retry-After, Content-Disposition, ETag, RateLimit, RateLimit-Policy"
        ),
    }

    answer = await open_client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    refusal = await open_client.post("/graphql", json={"query": "{ __typename }"}, headers={"Origin": SHOP})

    assert (answer.status_code, refusal.status_code) == (200, 401)
    assert cors_of(answer) == cors_of(refusal) == allowed
    # What is refused before there is a request has the same headers.
    assert headers_for(SHOP, (SHOP,)) == allowed | {"vary": "Origin"}
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", ["https://evil.example.com", "http://shop.example.com", f"{SHOP}.evil.com", "null"])
async def test_any_other_origin_is_not_named(open_client: httpx.AsyncClient, origin: str) -> None:
    preflight = await open_client.options("/graphql", headers={**PREFLIGHT, "Origin": origin})
    request = await open_client.post("/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin})

    assert preflight.status_code == 400
    assert "access-control-allow-origin" not in cors_of(preflight) | cors_of(request)


def test_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMONY_CORS_ORIGINS", f"{SHOP}, https://App.example.com:8443")

    assert read_settings().cors_origins == (SHOP, "https://app.example.com:8443")


@pytest.mark.parametrize("origin", ["*", "shop.example.com", f"{SHOP}/", "null", f"{SHOP},*"])
def test_what_is_no_origin_is_refused(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMONY_CORS_ORIGINS", origin)

    with pytest.raises(InvalidSetting, match=r"^CALMONY_CORS_ORIGINS: "):
        read_settings()


@pytest.mark.parametrize("name", ["X Tenant", "X-Tenant:", "*,é"])
def test_what_is_no_header_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMONY_CORS_HEADERS", name)

    with pytest.raises(InvalidSetting, match=r"^CALMONY_CORS_HEADERS: "):
        read_settings()
