"""A database that a newer release has had, and the way back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from sqlalchemy import text

from app.database.migrations import COPY_UNFINISHED, copying_revision, find_drift, head_revision, migrate, read_revision
from app.factory import create_app
from app.settings import Settings
from models.access.project import Project
from storage.database import Database
from tests.app.conftest import Run
from tests.app.sellers import Sellers, bearer
from tests.factories import make_customer, make_invoice, make_line, make_payment, save

# Of a release whose tables lacked the sums that are kept.
EARLIER = "0023"
TABLES = ("project", "customer", "invoice", "invoice_line", "payment_intent")


async def write_revision(database: Database, revision: str | None) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


@pytest.fixture
async def newer(database: Database) -> AsyncIterator[None]:
    await write_revision(database, "9999")
    yield
    await write_revision(database, head_revision())


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize("words", [["serve"], ["migrate"], ["migrate", "--to", EARLIER], ["key", "list"]], ids=" ".join)
async def test_a_newer_releases_database_is_named_as_such_in_one_line(run: Run, words: list[str]) -> None:
    refused = await asyncio.to_thread(run, *words)

    assert refused.exit_code == 1
    head = head_revision()
    assert refused.stderr == (
        f"Error: The database belongs to a newer release: it has revision 9999, and "
        f"this release only knows those up to {head}. "
        f"Run the newer release, or go back with its `calmony migrate --to {head}`.\n"
    )


@pytest.mark.usefixtures("newer")
async def test_a_process_that_begins_on_it_is_not_ready_and_says_why(settings: Settings) -> None:
    async with LifespanManager(create_app(settings)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            ready = await client.get("/readyz")

    assert ready.status_code == 503
    assert ready.json()["reason"].startswith("The database belongs to a newer release: it has revision 9999")


async def test_a_process_that_began_before_a_newer_release_migrated_goes_on(
    client: httpx.AsyncClient, database: Database, sellers: Sellers
) -> None:
    try:
        await write_revision(database, "9999")
        ready = await client.get("/readyz")
        answer = await client.post(
            "/graphql", json={"query": "{ viewer { name } }"}, headers=bearer(sellers.viewer.secret)
        )
        await write_revision(database, copying_revision())
        unready = await client.get("/readyz")
    finally:
        await write_revision(database, head_revision())

    assert (ready.status_code, answer.status_code) == (200, 200)
    assert (unready.status_code, unready.json()["reason"]) == (503, COPY_UNFINISHED)


async def read_all(database: Database) -> dict[str, list[Any]]:
    async with database.engine.begin() as connection:
        return {
            table: sorted(map(str, (await connection.execute(text(f"SELECT id FROM {table}"))).all()))
            for table in TABLES
        }


async def test_an_earlier_release_gets_its_database_back_with_what_it_had(
    database: Database, project: Project, run: Run
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer)
    await save(database, customer, invoice, make_line(invoice), make_payment(customer))
    before = await read_all(database)

    try:
        back = await asyncio.to_thread(run, "migrate", "--to", EARLIER)
        there = await read_all(database), await read_revision(database)
        again = await asyncio.to_thread(run, "migrate", "--to", EARLIER)
        ahead = await asyncio.to_thread(run, "migrate", "--to", "0024")
        unknown = await asyncio.to_thread(run, "migrate", "--to", "head")
    finally:
        # On PostgreSQL the tests after have the same database.
        await migrate(database)

    assert (back.exit_code, back.stdout) == (0, f"The database has revision {EARLIER}.\n")
    assert there == (before, EARLIER)
    assert again.exit_code == 0
    assert ahead.stderr == "Error: The database has not reached revision 0024: run `calmony migrate`.\n"
    assert unknown.stderr.startswith("Error: There is no revision head: this release has 0001 to ")
    assert await read_all(database) == before
    assert await find_drift(database) == []
    assert (await asyncio.to_thread(run, "verify")).exit_code == 0
