"""Alive and ready."""

from pathlib import Path

import httpx
from asgi_lifespan import LifespanManager

from app.database.migrations import NOT_MIGRATED
from app.factory import create_app
from app.settings import Settings
from storage.database import Database


async def ask(url: str, path: str) -> httpx.Response:
    async with LifespanManager(create_app(Settings(database_url=url))) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)


async def test_on_a_migrated_database_the_service_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    alive = await client.get("/healthz")
    ready = await client.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


async def test_readiness_does_not_wait_for_whoever_is_writing(client: httpx.AsyncClient, database: Database) -> None:
    async with database.engine.begin():
        ready = await client.get("/readyz")

    assert ready.status_code == 200


async def test_an_unmigrated_database_is_alive_but_not_ready(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new.db"

    ready = await ask(url, "/readyz")

    assert (ready.status_code, ready.json()) == (503, {"status": "unready", "reason": NOT_MIGRATED})
    assert (await ask(url, "/healthz")).status_code == 200


async def test_a_database_that_is_gone_is_said_without_naming_it() -> None:
    ready = await ask("postgresql+asyncpg://user:hunter2@127.0.0.1:1/calmony", "/readyz")

    assert ready.status_code == 503
    assert ready.json() == {"status": "unready", "reason": "The database does not answer."}
