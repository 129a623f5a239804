"""Trusted documents: a manifest loaded at the start, asked by id, and nothing else when it is strict."""

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.documents.manifests import InvalidTrustedDocuments
from app.factory import create_app
from app.settings import Settings
from tests.app.conftest import AddKey, Run
from tests.app.test_persisted_queries import NOT_FOUND, Bearer, hash_of, hashed, post, serve

pytestmark = pytest.mark.one_database

QUERY = "query Me {\n  viewer {\n    ...Name\n  }\n}\n\nfragment Name on Viewer {\n  name\n}\n"
OTHER = "query Mode {\n  viewer {\n    liveMode\n  }\n}"
CANCEL = (
    "mutation Cancel($id: ID!) {\n  cancelSubscription(input: {subscriptionId: $id}) {\n"
    "    userErrors {\n      code\n    }\n  }\n}"
)
ANSWER = (200, {"data": {"viewer": {"name": "Shop"}}})
MD5 = hashlib.md5(QUERY.encode()).hexdigest()

RELAY = {hashlib.md5(text.encode()).hexdigest(): text for text in (QUERY, OTHER, CANCEL)}
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [
        {"id": hash_of(text), "name": "Any", "type": "query", "body": text} for text in (QUERY, OTHER, CANCEL)
    ],
}


@pytest.fixture
async def bearer(add_key: AddKey) -> Bearer:
    return {"Authorization": f"Bearer {(await add_key()).secret}"}


@pytest.fixture
def trusting(settings: Settings, tmp_path: Path) -> Any:
    """`trusting(manifest, strict=…)`: the settings with this manifest."""

    def write(manifest: Any, strict: bool = True) -> Settings:
        path = tmp_path / "persisted.json"
        path.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest))
        return settings.model_copy(update={"trusted_documents": (path,), "trusted_documents_strict": strict})

    return write


@pytest.mark.parametrize(
    ("manifest", "body"),
    [
        (RELAY, {"documentId": MD5}),
        (RELAY, {"doc_id": MD5, "query": None, "variables": {}}),
        (RELAY, {"documentId": MD5, "operationName": "Me", "query": ""}),
        (RELAY, {"documentId": f"sha256:{hash_of(QUERY)}"}),
        (RELAY, hashed(QUERY)),
        (APOLLO, {"documentId": hash_of(QUERY)}),
        (APOLLO, hashed(QUERY, operationName="Me")),
    ],
)
async def test_a_trusted_document_runs_by_its_id_in_strict_mode(
    trusting: Any, bearer: Bearer, manifest: Any, body: dict[str, Any]
) -> None:
    async with serve(trusting(manifest)) as client:
        assert await post(client, bearer, body) == ANSWER


@pytest.mark.parametrize("name", ["documentId", "doc_id"])
async def test_an_id_works_in_a_url_and_mutations_there_do_not(trusting: Any, bearer: Bearer, name: str) -> None:
    cancel = hashlib.md5(CANCEL.encode()).hexdigest()

    async with serve(trusting(RELAY)) as client:
        headers = {**bearer, "Accept": "text/html, */*"}
        read = await client.get("/graphql", params={name: MD5}, headers=headers)
        change = await client.get("/graphql", params={name: cancel, "variables": '{"id": "sub_1"}'}, headers=bearer)

    assert (read.status_code, read.json()) == ANSWER
    assert (change.status_code, change.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "body",
    [
        {"query": QUERY},
        {"query": "{ __schema { types { name } } }"},
        {"query": "{ viewer {"},
        {"query": QUERY, "documentId": MD5},
        hashed(QUERY, query=QUERY),
        hashed("{ __typename }"),
        hashed("{ __typename }", query="{ __typename }"),
        hashed(QUERY, documentId=MD5),
        {"documentId": "unknown"},
        {"documentId": 7},
        {"documentId": ["a"]},
        {"documentId": ""},
        {},
    ],
)
@pytest.mark.parametrize("media_type", ["application/json", "application/graphql-response+json"])
async def test_strict_refuses_everything_else(
    trusting: Any, bearer: Bearer, body: dict[str, Any], media_type: str
) -> None:
    async with serve(trusting(RELAY)) as client:
        status, answer = await post(client, {**bearer, "Accept": media_type}, body)

    assert (status, answer["errors"][0]["extensions"]) == (400, {"code": "BAD_USER_INPUT"})
    assert "data" not in answer


async def test_what_strict_refuses_is_told_what_to_send(trusting: Any, bearer: Bearer) -> None:
    async with serve(trusting(RELAY)) as client:
        _, answer = await post(client, bearer, {"query": QUERY})

    assert answer["errors"][0]["message"] == (
        "Only trusted documents are run here: send the 'documentId' of one and no 'query'."
    )


async def test_without_strict_ids_texts_and_hashes_all_run(trusting: Any, bearer: Bearer) -> None:
    async with serve(trusting(RELAY, strict=False)) as client:
        by_id = await post(client, bearer, {"documentId": MD5})
        by_text = await post(client, bearer, {"query": QUERY})
        by_hash = await post(client, bearer, hashed(QUERY))
        unknown_id = await post(client, bearer, {"documentId": "unknown"})
        unknown_hash = await post(client, bearer, hashed("{ __typename }"))

    assert [by_id, by_text, by_hash] == [ANSWER] * 3
    assert [unknown_id, unknown_hash] == [(200, NOT_FOUND)] * 2


async def test_without_a_manifest_every_id_is_unknown(client: httpx.AsyncClient, bearer: Bearer) -> None:
    assert await post(client, bearer, {"documentId": MD5}) == (200, NOT_FOUND)


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is not a JSON object"),
        ({"a": 1}, "document 'a' is not an id with a text"),
        ({"": QUERY}, "document '' is not an id with a text"),
        ({"good": QUERY, "bad": "{ nothing }"}, "document 'bad' can't be run: Cannot query field 'nothing'"),
        ({"worse": "{ viewer {"}, "document 'worse' can't be run: Syntax Error"),
        ({**APOLLO, "version": 2}, "its format is not 'apollo-persisted-query-manifest' in version 1"),
        ({**APOLLO, "format": "other"}, "its format is not"),
        ({**APOLLO, "operations": {}}, "its 'operations' are not a list"),
        ({**APOLLO, "operations": [{"body": QUERY}]}, "its operation 0 has no 'id'"),
        ({**APOLLO, "operations": [{"id": "a"}]}, "document 'a' is not an id with a text"),
        (
            {**APOLLO, "operations": [{"id": "a", "body": QUERY}, {"id": "a", "body": OTHER}]},
            "document 'a' stands there twice with different texts",
        ),
    ],
)
def test_a_manifest_that_cannot_be_run_is_said_at_the_start(trusting: Any, manifest: Any, reason: str) -> None:
    settings = trusting(manifest)

    with pytest.raises(InvalidTrustedDocuments) as caught:
        create_app(settings)

    assert str(caught.value).startswith(f"CALMONY_TRUSTED_DOCUMENTS: {settings.trusted_documents[0]}: {reason}")
    assert "\n" not in str(caught.value)


def test_serve_says_what_is_missing_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CALMONY_TRUSTED_DOCUMENTS_STRICT", "true")
    without = run("serve", "--port", "0")
    monkeypatch.setenv("CALMONY_TRUSTED_DOCUMENTS", str(tmp_path / "none.json"))
    unreadable = run("serve", "--port", "0")

    assert (without.exit_code, unreadable.exit_code) == (1, 1)
    assert without.stderr == (
        "Error: CALMONY_TRUSTED_DOCUMENTS_STRICT needs a manifest: set CALMONY_TRUSTED_DOCUMENTS.\n"
    )
    assert unreadable.stderr == (
        f"Error: CALMONY_TRUSTED_DOCUMENTS: {tmp_path / 'none.json'}: No such file or directory.\n"
    )
