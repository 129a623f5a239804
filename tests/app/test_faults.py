"""What a caller gets when the database can't answer, and that nothing is lost by it."""

import sqlite3
from pathlib import Path

import asyncpg
import httpx
import pytest
from asgi_lifespan import LifespanManager
from sqlalchemy import Connection, event
from sqlmodel import select

from app.factory import create_app
from app.settings import Settings
from models.access.project import Project
from models.access.viewer import Role
from models.billing.cancellation import CancellationRequest
from models.billing.event import Event
from models.billing.subscription import Subscription, SubscriptionStatus
from resolvers.subscriptions.changes import cancel_subscription
from storage.database import Database
from storage.unavailable import DatabaseUnavailable, telling_unavailable
from tests.app.conftest import AddKey
from tests.factories import NOW, make_context, make_customer, make_subscription, save

CANCEL = """mutation { cancelSubscription(input: {subscriptionId: "sub_1_1"}) {
    subscription { status } userErrors { code } } }"""

UNAVAILABLE = {
    "message": "The database can't answer for now.",
    "extensions": {"code": "UNAVAILABLE"},
}


@pytest.fixture
def sqlite_path(database_url: str) -> Path:
    if not database_url.startswith("sqlite"):
        pytest.skip("a fault of files")
    return Path(database_url.removeprefix("sqlite+aiosqlite:///"))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A write waits a moment for another one, not seconds."""
    monkeypatch.setattr("storage.sqlite.engine.BUSY_SECONDS", 0.2)


@pytest.fixture
async def subscription(database: Database, project: Project) -> Subscription:
    customer = make_customer()
    subscription = make_subscription(customer)
    await save(database, customer, subscription)
    return subscription


@pytest.mark.parametrize(
    "url", ["postgresql+asyncpg://nobody@127.0.0.1:1/nothing", "sqlite+aiosqlite:////nonexistent-folder/none.db"]
)
async def test_a_database_that_is_gone_is_told_with_503(url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=url.replace("/nonexistent-folder", str(tmp_path)))
    headers = {"Authorization": "Bearer sk_live_abcdefghijklmnopqrstuvwxyz012345"}

    async with LifespanManager(create_app(settings, clock=lambda: NOW)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answer = await client.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)
            alive = await client.get("/healthz")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json() == {"errors": [UNAVAILABLE]}
    assert alive.status_code == 200


async def test_a_locked_database_is_told_with_503_and_recovers(
    impatient: None, client: httpx.AsyncClient, sqlite_path: Path, subscription: Subscription, add_key: AddKey
) -> None:
    bearer = {"Authorization": f"Bearer {(await add_key(role=Role.OPERATOR)).secret}"}
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    refused = await client.post("/graphql", json={"query": CANCEL}, headers=bearer)
    other.execute("ROLLBACK")
    other.close()
    done = await client.post("/graphql", json={"query": CANCEL}, headers=bearer)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
    assert done.json() == {"data": {"cancelSubscription": {"subscription": {"status": "CANCELED"}, "userErrors": []}}}


async def test_a_full_disk_refuses_a_cancellation_and_changes_nothing_by_halves(
    sqlite_path: Path, database: Database, subscription: Subscription
) -> None:
    def fill_disk(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")

    async def cancel_until_full() -> None:
        request = CancellationRequest(comment="x" * 1000)
        for attempt in range(100):
            await cancel_subscription(make_context(database), subscription.id, request, f"{attempt:0250}")

    event.listen(database.engine.sync_engine, "begin", fill_disk)

    with pytest.raises(DatabaseUnavailable):
        await cancel_until_full()

    async with database.sessions() as session:
        events = (await session.exec(select(Event))).all()
        stored = (await session.exec(select(Subscription))).one()
    assert (len(events), stored.status is SubscriptionStatus.CANCELED) in ((0, False), (1, True))


def test_a_driver_that_is_confused_by_a_cut_connection_is_told_as_unavailable() -> None:
    with pytest.raises(DatabaseUnavailable), telling_unavailable():
        raise asyncpg.InternalClientError("got result for unknown protocol state 3")
