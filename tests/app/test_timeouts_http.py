"""What takes too long over HTTP: 503 TIMEOUT, its statements stopped, and the service goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager

from app.factory import create_app
from app.settings import Settings
from storage.database import Database
from tests.app.conftest import AddKey, AddSession
from tests.engine.test_timeouts import all_stop, endless
from tests.factories import NOW

QUERY = "{ customers { nodes { id } } }"


@asynccontextmanager
async def slow_service(
    settings: Settings, table: str = "customer"
) -> AsyncIterator[tuple[httpx.AsyncClient, Database, dict[str, bool]]]:
    """A client of the whole application, whose database is slow for one table while the switch says so."""
    limited = settings.model_copy(update={"execution_time_limit": 0.5})
    app, switch = create_app(limited, clock=lambda: NOW), {"slow": True}
    async with LifespanManager(app) as manager:
        database: Database = manager._state["database"]
        fetch = database.fetch

        async def fetch_slowly(statement: Any, values: Any) -> Any:
            if switch["slow"] and table in statement.sql:
                await fetch(endless(database.dialect), {})
            return await fetch(statement, values)

        database.fetch = fetch_slowly  # type: ignore[method-assign]
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client, database, switch


@pytest.mark.parametrize("media_type", ["application/json", "application/graphql-response+json"])
async def test_a_slow_operation_is_told_with_503_and_its_statements_stop(
    settings: Settings, add_key: AddKey, media_type: str
) -> None:
    headers = {"Authorization": f"Bearer {(await add_key()).secret}", "Accept": media_type}

    async with slow_service(settings) as (client, database, switch):
        refused = await client.post("/graphql", json={"query": QUERY}, headers=headers)
        stopped = await all_stop(database)
        switch["slow"] = False
        answered = await client.post("/graphql", json={"query": QUERY}, headers=headers)

    assert (refused.status_code, refused.headers["content-type"]) == (503, f"{media_type}; charset=utf-8")
    [error] = refused.json()["errors"]
    assert error["message"].startswith("The operation took longer than 0.5 s and was stopped. Ask for fewer nodes")
    assert error["extensions"] == {"code": "TIMEOUT"}
    assert stopped
    assert (answered.status_code, answered.json()) == (200, {"data": {"customers": {"nodes": []}}})


@pytest.mark.parametrize("path", ["/dashboard/customers", "/dashboard/customers/cus_1", "/dashboard/customers.csv"])
async def test_a_slow_page_says_that_it_was_stopped_and_its_statements_stop(
    settings: Settings, add_session: AddSession, path: str
) -> None:
    headers = await add_session()

    async with slow_service(settings) as (client, database, switch):
        refused = await client.get(path, headers=headers)
        stopped = await all_stop(database)
        switch["slow"] = False
        answered = await client.get(path, headers=headers)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert "It took too long and was stopped." in refused.text
    assert stopped
    assert answered.status_code in (200, 404)


async def test_a_key_that_takes_too_long_to_be_found_is_told_with_503(settings: Settings, add_key: AddKey) -> None:
    headers = {"Authorization": f"Bearer {(await add_key()).secret}"}

    async with slow_service(settings, "api_key") as (client, database, _):
        refused = await client.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)
        file = await client.get("/invoices/in_1.pdf", headers=headers)
        stopped = await all_stop(database)

    assert (refused.status_code, refused.headers["retry-after"], file.status_code) == (503, "5", 503)
    assert refused.json()["errors"][0]["extensions"] == {"code": "TIMEOUT"}
    assert stopped


async def test_who_finds_no_place_among_slow_requests_is_told_with_503(
    client: httpx.AsyncClient,
    add_key: AddKey,
    add_session: AddSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cookie, bearer = await add_session(), {"Authorization": f"Bearer {(await add_key()).secret}"}
    costly = "{ customers(first: 100) { nodes { paymentIntents(first: 100) { nodes { id } } } } }"

    monkeypatch.setattr("storage.concurrency.lanes.Lanes._may_begin", lambda *_: False)
    monkeypatch.setattr("storage.concurrency.lanes.WAIT_SECONDS", 0.05)
    refused = await client.post("/graphql", json={"query": costly}, headers=bearer)
    cheap = await client.post("/graphql", json={"query": QUERY}, headers=bearer)
    monkeypatch.setattr("storage.concurrency.lanes.Lanes.is_slow", lambda _, sql: "customer" in sql)
    by_statement = await client.post("/graphql", json={"query": QUERY}, headers=bearer)
    page = await client.get("/dashboard/customers", headers=cookie)

    told = {"message": "Too many slow requests are being answered.", "extensions": {"code": "UNAVAILABLE"}}
    assert (cheap.status_code, cheap.json()) == (200, {"data": {"customers": {"nodes": []}}})
    for answer in (refused, by_statement):
        assert (answer.status_code, answer.headers["retry-after"], answer.json()) == (503, "5", {"errors": [told]})
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "Temporarily unavailable" in page.text
