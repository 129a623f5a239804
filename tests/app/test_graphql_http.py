"""GraphQL over HTTP: how a request must look, and what the answer's status and headers are."""

from typing import Any

import httpx
import pytest
from dirty_equals import IsPartialDict

from tests.app.conftest import AddKey

pytestmark = pytest.mark.one_database

GRAPHQL_JSON = "application/graphql-response+json"


@pytest.fixture
async def bearer(add_key: AddKey) -> dict[str, str]:
    return {"Authorization": f"Bearer {(await add_key()).secret}"}


async def test_a_post_is_answered(client: httpx.AsyncClient, bearer: dict[str, str]) -> None:
    answer = await client.post("/graphql", json={"query": "{ viewer { name liveMode } }"}, headers=bearer)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"data": {"viewer": {"name": "Shop", "liveMode": True}}}


async def test_a_get_is_answered_for_queries_only(client: httpx.AsyncClient, bearer: dict[str, str]) -> None:
    parameters = {"query": "query($id: ID!) { customer(id: $id) { id } }", "variables": '{"id": "cus_none"}'}
    cancel = 'mutation { cancelSubscription(input: {subscriptionId: "sub_1"}) { userErrors { code } } }'

    read = await client.get("/graphql", params=parameters, headers=bearer)
    change = await client.get("/graphql", params={"query": cancel}, headers=bearer)

    assert read.json() == {"data": {"customer": None}}
    assert (change.status_code, change.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer sk_live_nobody0123456789012345", "Basic eDp5"])
async def test_without_a_valid_key_there_is_no_answer(client: httpx.AsyncClient, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = await client.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json() == {
        "errors": [
            {
                "message": "A valid API key is needed: Authorization: Bearer sk_…",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }


async def test_a_browser_that_opens_the_endpoint_is_sent_to_graphiql(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/graphiql")


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/graphql/", "/graphql"),
        ("/graphql//?query=%7B+a%3F%7D&a=%26", "/graphql?query=%7B+a%3F%7D&a=%26"),
        ("/invoices/in%2F1%3F.pdf/", "/invoices/in%2F1%3F.pdf"),
        ("/nothing/", None),
        ("//elsewhere.example/graphql/", None),
    ],
)
async def test_a_slash_at_the_end_leads_to_the_path_without_it_whatever_the_host_and_the_scheme(
    client: httpx.AsyncClient, asked: str, location: str | None
) -> None:
    answers = [await client.request(method, f"http://test{asked}") for method in ("GET", "POST")]

    assert [answer.headers.get("location") for answer in answers] == [location] * 2
    assert [answer.status_code for answer in answers] == [404 if location is None else 307] * 2


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b'{"query": "{ __typename }"', "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"null", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"query": NaN}', "application/json", 400),
        (b'{"query": 1}', "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"query": "{ __typename }", "variables": []}', "application/json", 400),
        (b'{"query": "{ __typename }", "operationName": 1}', "application/json", 400),
        (b"query=%7B__typename%7D", "application/x-www-form-urlencoded", 415),
        (b"{ __typename }", "text/plain", 415),
        (b'{"query": "{ __typename }"}', "application/json; charset=utf-16", 415),
    ],
)
async def test_what_is_no_graphql_request_is_refused(
    client: httpx.AsyncClient, bearer: dict[str, str], content: bytes, content_type: str, status: int
) -> None:
    answer = await client.post("/graphql", content=content, headers={**bearer, "Content-Type": content_type})

    assert answer.status_code == status
    assert answer.json() == {
        "errors": [{"message": answer.json()["errors"][0]["message"], "extensions": {"code": "BAD_USER_INPUT"}}]
    }


@pytest.mark.parametrize(
    ("member", "message"),
    [
        ({"query": ["{ __typename }"]}, "'query' must be a string."),
        ({"variables": "{}"}, "'variables' must be an object."),
        ({"operationName": True}, "'operationName' must be a string."),
        ({"documentId": 7}, "'documentId' must be a string."),
        ({"documentId": "known", "doc_id": 7}, "'doc_id' must be a string."),
        ({"extensions": []}, "'extensions' must be an object."),
    ],
)
async def test_a_member_of_the_wrong_type_is_named(
    client: httpx.AsyncClient, bearer: dict[str, str], member: dict[str, Any], message: str
) -> None:
    answer = await client.post("/graphql", json={"query": "{ __typename }", **member}, headers=bearer)

    assert answer.status_code == 400
    assert answer.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{ viewer {"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query($id: ID!) { customer(id: $id) { id } }"}, "BAD_USER_INPUT"),
        ({"query": "query A { __typename } query B { __typename }"}, "BAD_USER_INPUT"),
        ({"query": "query A { __typename }", "operationName": "B"}, "BAD_USER_INPUT"),
    ],
)
async def test_a_refused_document_has_the_status_of_the_media_type(
    client: httpx.AsyncClient, bearer: dict[str, str], body: dict[str, Any], code: str
) -> None:
    older = await client.post("/graphql", json=body, headers={**bearer, "Accept": "application/json"})
    newer = await client.post("/graphql", json=body, headers={**bearer, "Accept": GRAPHQL_JSON})

    assert (older.status_code, newer.status_code) == (200, 400)
    assert newer.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"
    assert older.json() == newer.json()
    assert older.json()["errors"][0] == IsPartialDict(extensions={"code": code})
    assert "data" not in older.json()


async def test_other_methods_are_told_which_are_allowed(client: httpx.AsyncClient) -> None:
    answer = await client.put("/graphql", json={"query": "{ __typename }"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_an_answer_nobody_can_read_is_not_made(client: httpx.AsyncClient, bearer: dict[str, str]) -> None:
    headers = {**bearer, "Accept": "image/png"}

    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

    assert answer.status_code == 406


@pytest.mark.parametrize(
    ("media_type", "count", "is_each_told"),
    [
        (GRAPHQL_JSON, 2, True),
        (GRAPHQL_JSON, 20, True),
        (GRAPHQL_JSON, 21, False),
        ("application/json", 2, False),
        ("*/*", 2, False),
    ],
)
async def test_a_batch_is_refused_in_the_form_that_its_client_shows(
    client: httpx.AsyncClient, bearer: dict[str, str], media_type: str, count: int, is_each_told: bool
) -> None:
    batch = [{"query": "{ viewer { name } }"}] * count

    answer = await client.post("/graphql", json=batch, headers={**bearer, "Accept": media_type})

    message = "Operations are not taken in batches: send each in a request of its own."
    told = {"errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]}
    assert (answer.status_code, answer.json()) == (400, [told] * count if is_each_told else told)
