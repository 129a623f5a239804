"""The GraphiQL page, its files, and the examples it opens with."""

import os
from pathlib import Path

import httpx
import pytest
from dirty_equals import IsPartialDict
from graphql import build_schema, parse, validate
from starlette.applications import Starlette

from app.http.graphiql import graphiql_routes

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "schema.graphql"
EXAMPLES = sorted((ROOT / "graphiql/src/examples").glob("*.graphql"))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    built = tmp_path / "dist"
    (built / "chunks").mkdir(parents=True)
    (built / "main.js").write_text("main()")
    (built / "chunks/part.js").write_text("part()")
    return built


def open_client(bundle: Path, key: str | None = None) -> httpx.AsyncClient:
    app = Starlette(routes=graphiql_routes(bundle, key))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_the_page_says_how_to_build_while_there_is_no_bundle(tmp_path: Path) -> None:
    async with open_client(tmp_path / "dist") as client:
        page = await client.get("/graphiql")
        asset = await client.get("/graphiql/assets/main.js")

    assert page.status_code == 200
    assert "GraphiQL is not built yet: run <code>make graphiql</code>, and this page opens it." in page.text
    assert '<meta http-equiv="refresh" content="3">' in page.text
    assert "<script" not in page.text
    assert asset.status_code == 404


async def test_the_page_says_that_it_is_being_built_unless_that_was_given_up(tmp_path: Path) -> None:
    mark = tmp_path / ".building"
    mark.touch()

    async with open_client(tmp_path / "dist") as client:
        during = await client.get("/graphiql")
        os.utime(mark, (0, 0))
        long_after = await client.get("/graphiql")

    assert "GraphiQL is being built" in during.text
    assert '<meta http-equiv="refresh" content="3">' in during.text
    assert "GraphiQL is not built yet" in long_after.text


async def test_the_page_opens_as_soon_as_the_bundle_is_there(tmp_path: Path) -> None:
    async with open_client(tmp_path) as client:
        before = await client.get("/graphiql")
        (tmp_path / "main.js").write_text("main()")
        after = await client.get("/graphiql")

    assert "not built yet" in before.text
    assert '<script type="module" src="/graphiql/assets/main.js"></script>' in after.text
    assert 'http-equiv="refresh"' not in after.text


async def test_the_page_is_never_stored_and_runs_scripts_of_its_own_origin_only(bundle: Path) -> None:
    async with open_client(bundle) as client:
        page = await client.get("/graphiql")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert dict(page.headers) == IsPartialDict(
        {
            "cache-control": "no-store",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "content-security-policy": (
                "default-src 'none'; script-src 'self'; worker-src 'self'; "
                "style-src 'self' 'unsafe-inline'; font-src data:; img-src 'self' data:; "
                "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            ),
        }
    )


async def test_the_page_carries_the_key_it_is_given(bundle: Path) -> None:
    async with open_client(bundle, "sk_test_1") as client:
        page = await client.get("/graphiql")

    assert '<div id="graphiql" data-endpoint="/graphql" data-key="sk_test_1"></div>' in page.text


async def test_the_page_carries_no_key_unless_given_one(bundle: Path) -> None:
    async with open_client(bundle) as client:
        page = await client.get("/graphiql")

    assert '<div id="graphiql" data-endpoint="/graphql"></div>' in page.text


async def test_a_key_cannot_leave_its_attribute(bundle: Path) -> None:
    async with open_client(bundle, "\"><script>'&$head") as client:
        page = await client.get("/graphiql")

    assert 'data-key="&quot;&gt;&lt;script&gt;&#x27;&amp;$head"></div>' in page.text


async def test_an_asset_is_asked_for_again_by_its_etag(bundle: Path) -> None:
    async with open_client(bundle) as client:
        first = await client.get("/graphiql/assets/main.js")
        again = await client.get("/graphiql/assets/main.js", headers={"If-None-Match": first.headers["etag"]})

    assert (first.status_code, first.text) == (200, "main()")
    assert dict(first.headers) == IsPartialDict({"cache-control": "no-cache", "x-content-type-options": "nosniff"})
    assert (again.status_code, again.text) == (304, "")
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "chunks/..%2f..%2fsecret.txt", "chunks", ""],
)
async def test_nothing_beside_the_files_of_the_bundle_is_served(bundle: Path, path: str) -> None:
    (bundle.parent / "secret.txt").write_text("secret")

    async with open_client(bundle) as client:
        answer = await client.get(f"/graphiql/assets/{path}")

    assert answer.status_code == 404


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_an_example_is_valid_and_says_what_it_is_for(example: Path) -> None:
    schema = build_schema(SCHEMA.read_text())
    text = example.read_text()

    assert text.startswith("# ")
    assert validate(schema, parse(text)) == []


def test_every_example_is_opened_by_the_page() -> None:
    page = (ROOT / "graphiql/src/examples.js").read_text()

    assert [example.name for example in EXAMPLES if f'"./examples/{example.name}"' not in page] == []


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "graphiql/package-lock.json").read_text()


async def test_a_compressed_asset_goes_to_browsers_that_take_it(bundle: Path) -> None:
    for ending in (".br", ".gz"):
        (bundle / f"chunks/part.js{ending}").write_bytes(ending.encode())

    async def asked(encodings: str) -> tuple[str | None, str, bytes]:
        async with open_client(bundle) as client:
            request = client.build_request(
                "GET", "/graphiql/assets/chunks/part.js", headers={"Accept-Encoding": encodings}
            )
            answer = await client.send(request, stream=True)
            body = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers["vary"] == "Accept-Encoding"
        return answer.headers.get("content-encoding"), answer.headers["content-type"], body

    javascript = "text/javascript; charset=utf-8"
    assert await asked("gzip, deflate, br, zstd") == ("br", "text/javascript", b".br")
    assert await asked("gzip;q=1.0, br;q=0") == ("gzip", "text/javascript", b".gz")
    assert await asked("identity") == (None, javascript, b"part()")


async def test_an_asset_named_by_its_hash_is_kept_and_the_others_are_asked_for_again(bundle: Path) -> None:
    async with open_client(bundle) as client:
        hashed = await client.get("/graphiql/assets/chunks/part.js")
        entry = await client.get("/graphiql/assets/main.js")

    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert entry.headers["cache-control"] == "no-cache"
