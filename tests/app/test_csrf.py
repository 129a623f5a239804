"""Cookies never answer for a request that another site's page could have made."""

import httpx
import pytest

from tests.app.conftest import AddKey
from tests.app.test_dashboard_guard import SUSPECT, TRUSTED

pytestmark = pytest.mark.one_database

COOKIE = {"Cookie": "session=somebody"}
REFUSED = {
    "errors": [
        {
            "message": "A request with a cookie must come from a page of this service, "
            "and be a POST of application/json or have the header Apollo-Require-Preflight.",
            "extensions": {"code": "FORBIDDEN"},
        }
    ]
}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_form_of_another_site_is_refused(client: httpx.AsyncClient, content_type: str) -> None:
    headers = {**COOKIE, "Content-Type": content_type}

    answer = await client.post("/graphql", content=b'{"query": "{ __typename }"}', headers=headers)

    assert (answer.status_code, answer.json()) == (403, REFUSED)


async def test_a_link_of_another_site_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", params={"query": "{ __typename }"}, headers=COOKIE)

    assert (answer.status_code, answer.json()) == (403, REFUSED)


@pytest.mark.parametrize("name", ["Apollo-Require-Preflight", "X-Apollo-Operation-Name"])
async def test_a_header_that_no_link_can_have_lets_a_get_through_to_authentication(
    client: httpx.AsyncClient, name: str
) -> None:
    query = {"query": "{ __typename }"}

    proven = await client.get("/graphql", params=query, headers={**COOKIE, name: "true"})
    empty = await client.get("/graphql", params=query, headers={**COOKIE, name: ""})

    assert (proven.status_code, empty.status_code) == (401, 403)


async def test_json_lets_a_post_through_to_authentication(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers=COOKIE)

    assert answer.status_code == 401


@pytest.mark.parametrize("headers", SUSPECT)
async def test_a_page_of_another_origin_is_refused_whatever_it_sends(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    query = {"query": "{ __typename }"}

    posted = await client.post("/graphql", json=query, headers={**COOKIE, **headers})
    proven = await client.get("/graphql", params=query, headers={**COOKIE, **headers, "Apollo-Require-Preflight": "1"})

    assert [(answer.status_code, answer.json()) for answer in (posted, proven)] == [(403, REFUSED)] * 2


@pytest.mark.parametrize("headers", TRUSTED)
async def test_a_page_of_our_own_passes_to_authentication(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers={**COOKIE, **headers})

    assert answer.status_code == 401


async def test_a_key_in_the_header_proves_itself_whatever_cookies_come_along(
    client: httpx.AsyncClient, add_key: AddKey
) -> None:
    headers = {**COOKIE, "Authorization": f"Bearer {(await add_key()).secret}"}

    answer = await client.get("/graphql", params={"query": "{ __typename }"}, headers=headers)

    assert answer.json() == {"data": {"__typename": "Query"}}
