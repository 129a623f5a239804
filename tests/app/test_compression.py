"""Which answers are compressed, how, and which never are."""

import gzip
from typing import Any

import brotli
import httpx
import orjson
import pytest
import zstandard

from models.access.viewer import Role
from storage.database import Database
from tests.app.conftest import AddKey
from tests.factories import make_customer, save

pytestmark = pytest.mark.one_database

LIST = "{ customers { nodes { id name email createdAt } } }"
TOKEN = 'createCustomerToken(input: {customerId: "cus_1"}) { token }'
DECOMPRESS: dict[str, Any] = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}


@pytest.fixture
async def keyed(client: httpx.AsyncClient, database: Database, add_key: AddKey) -> httpx.AsyncClient:
    """A client with an operator's key, over thirty customers."""
    client.headers["Authorization"] = f"Bearer {(await add_key(role=Role.OPERATOR)).secret}"
    await save(database, *(make_customer(number) for number in range(1, 31)))
    return client


async def post(client: httpx.AsyncClient, query: str, encodings: str) -> tuple[httpx.Response, bytes]:
    """The answer, and its body as it was sent."""
    headers = {"Accept-Encoding": encodings}
    answer = await client.send(
        client.build_request("POST", "/graphql", json={"query": query}, headers=headers), stream=True
    )
    return answer, b"".join([part async for part in answer.aiter_raw()])


@pytest.mark.parametrize(
    ("encodings", "chosen"),
    [("gzip, deflate, br, zstd", "zstd"), ("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")],
)
async def test_a_large_answer_is_compressed_as_the_client_takes_it(
    keyed: httpx.AsyncClient, encodings: str, chosen: str
) -> None:
    plain, whole = await post(keyed, LIST, "identity")
    answer, body = await post(keyed, LIST, encodings)

    assert answer.headers["content-encoding"] == chosen
    assert answer.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert DECOMPRESS[chosen](body) == whole
    assert len(body) == int(answer.headers["content-length"]) < len(whole) / 2


async def test_a_small_answer_is_sent_as_it_is(keyed: httpx.AsyncClient) -> None:
    answer, body = await post(keyed, "{ viewer { name } }", "gzip")

    assert "content-encoding" not in answer.headers
    assert orjson.loads(body)["data"]["viewer"]


async def test_an_answer_that_makes_a_token_is_never_compressed(keyed: httpx.AsyncClient) -> None:
    chosen_by_the_caller = "x" * 2000

    answer, body = await post(keyed, f"mutation {{ {chosen_by_the_caller}: {TOKEN} }}", "gzip, br, zstd")

    assert len(body) > 2000
    assert "content-encoding" not in answer.headers
    assert orjson.loads(body)["data"][chosen_by_the_caller]["token"].startswith("ct_")


async def test_pages_are_never_compressed_and_their_style_sheets_are(client: httpx.AsyncClient) -> None:
    page = await client.get("/dashboard/sign-in", headers={"Accept-Encoding": "gzip"})
    sheet = await client.get("/dashboard/static/controls.css", headers={"Accept-Encoding": "gzip"})

    assert page.status_code == sheet.status_code == 200
    assert "content-encoding" not in page.headers
    assert sheet.headers["content-encoding"] == "gzip"
