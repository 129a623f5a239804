"""Reads on a replica that is behind: who must see what was written sees it, and the rest spares the primary."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from sqlalchemy import Integer, Select, column, func, select, table

from app.factory import create_app
from app.settings import Settings
from models.access.viewer import Role
from models.billing.cancellation import CancellationRequest
from models.values.instant import SECOND, Clock, Instant
from resolvers.context import RequestContext
from resolvers.scopes import Scope
from resolvers.subscriptions.changes import cancel_subscription
from storage.database import Database
from storage.replication.replica import FAILED_SECONDS, WAIT_SECONDS
from storage.replication.written_positions import NOTHING_WRITTEN, REMEMBERED_SECONDS, ProcessWrittenPositions
from storage.unavailable import DatabaseUnavailable
from tests.app.cluster.conftest import Replica
from tests.app.conftest import AddKey, AddSession, Run
from tests.app.sellers import Sellers, bearer
from tests.factories import (
    NOW,
    make_context,
    make_customer,
    make_invoice,
    make_line,
    make_operator,
    make_project,
    save,
    save_subscription,
)
from tests.free_ports import free_port

STATUS = '{ node(id: "sub_1_1") { ... on BillingSubscription { status } } }'
CANCEL = """mutation { cancelSubscription(input: {subscriptionId: "sub_1_1", idempotencyKey: "once"}) {
    subscription { status customer { subscriptions(status: CANCELED) { totalCount } } } userErrors { code } } }"""


@pytest.fixture
def database_url(replica: Replica, database_name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The primary's; services read from the replica."""
    monkeypatch.setenv("CALMONY_DATABASE_READ_URL", replica.standby.url(database_name))
    return replica.primary.url(database_name)


@pytest.fixture
async def following(database_url: str, settings: Settings) -> AsyncIterator[Database]:
    """The database with its replica."""
    async with Database(database_url, read_url=settings.database_read_url) as database:
        yield database


def _server(_scope: Scope) -> Select[Any]:
    return select(func.inet_server_port().label("port"))


async def server_of(context: RequestContext) -> int:
    """The port of the server that answers the reads of this request."""
    [(port,)] = await context.reads.fetch(_server)
    return int(port)


async def cancel(database: Database, **viewer: Any) -> None:
    done = await cancel_subscription(make_context(database, **viewer), "sub_1_1", CancellationRequest(), None)
    assert done.refused is None


async def test_reads_go_to_the_replica_and_changes_and_their_own_reads_to_the_primary(
    following: Database, replica: Replica
) -> None:
    await save_subscription(following)
    replica.catch_up()
    context = make_context(following)

    before = await server_of(context)
    await cancel_subscription(context, "sub_1_1", CancellationRequest(), None)
    after = await server_of(context)

    assert (before, after) == (replica.standby.port, replica.primary.port)


async def test_who_changed_something_reads_it_whatever_the_replica_has_and_others_do_not_wait(
    following: Database, replica: Replica
) -> None:
    queries: list[str] = []
    following.observers.append(queries.append)
    await save_subscription(following)
    replica.pause()
    await cancel(following)

    started = time.monotonic()
    first = await server_of(make_context(following))
    waited = time.monotonic() - started
    queries.clear()
    second = await server_of(make_context(following))
    of_others = ({"project_id": "prj_2"}, {"live_mode": False})
    others = [await server_of(make_context(following, **other)) for other in of_others]

    assert (first, second, others) == (replica.primary.port, replica.primary.port, [replica.standby.port] * 2)
    assert waited >= WAIT_SECONDS
    # The second asks once how far the replica is, and does not wait.
    assert len(queries) == 2 + len(others)


async def test_a_read_waits_for_a_replica_that_is_a_moment_behind(
    following: Database, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    await save_subscription(following)
    replica.pause()
    await cancel(following)
    monkeypatch.setattr("storage.replication.replica.WAIT_SECONDS", 10)

    reading = asyncio.create_task(server_of(make_context(following)))
    await asyncio.sleep(0.05)
    replica.resume()

    assert await reading == replica.standby.port


async def test_a_request_that_read_from_the_primary_stays_there(following: Database, replica: Replica) -> None:
    await save_subscription(following)
    replica.pause()
    await cancel(following)
    context = make_context(following)

    first = await server_of(context)
    replica.resume()
    replica.catch_up()

    assert (first, await server_of(context)) == (replica.primary.port, replica.primary.port)
    assert await server_of(make_context(following)) == replica.standby.port


async def test_a_replica_that_is_gone_is_missed_by_nobody_and_comes_back(
    following: Database, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    await save(following, make_project(), make_customer())
    replica.catch_up()
    assert await server_of(make_context(following)) == replica.standby.port

    clients = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    replica.standby.psql(f"SELECT pg_terminate_backend(pid) {clients}")
    cut = [await server_of(make_context(following)) for _ in range(2)]
    later = time.monotonic() + FAILED_SECONDS
    monkeypatch.setattr("storage.replication.replica.time.monotonic", lambda: later)

    assert cut == [replica.primary.port] * 2
    assert await server_of(make_context(following)) == replica.standby.port


async def test_a_replica_that_was_never_there_is_missed_by_nobody(replica: Replica, database_url: str) -> None:
    nowhere = replica.standby.url("any", free_port())

    async with Database(database_url, read_url=nowhere) as database:
        servers = await asyncio.gather(*(server_of(make_context(database)) for _ in range(8)))

    assert servers == [replica.primary.port] * 8


async def test_what_the_replica_can_not_answer_yet_the_primary_does(
    following: Database, replica: Replica, database_name: str
) -> None:
    replica.pause()
    replica.primary.psql("CREATE TABLE newer (port int); INSERT INTO newer VALUES (1)", database_name)

    def read(_scope: Scope) -> Select[Any]:
        return select(column("port", Integer)).select_from(table("newer"))

    assert await make_context(following).reads.fetch(read) == [(1,)]


async def test_a_read_that_takes_too_long_is_not_begun_again_on_the_primary(
    database_url: str, replica: Replica, settings: Settings
) -> None:
    def sleep(_scope: Scope) -> Select[Any]:
        return select(func.pg_sleep(5).label("slept"))

    async with Database(database_url, read_url=settings.database_read_url, read_seconds=0.5) as database:
        queries: list[str] = []
        database.observers.append(queries.append)
        with pytest.raises(DatabaseUnavailable):
            await make_context(database).reads.fetch(sleep)

        assert len(queries) == 1
        assert await server_of(make_context(database)) == replica.standby.port


async def test_a_command_reads_what_is_stored_and_not_what_the_replica_has(
    database: Database, sellers: Sellers, replica: Replica, run: Run, tmp_path: Path
) -> None:
    replica.pause()
    await save(database, invoice := make_invoice(make_customer(), 7), make_line(invoice))

    printed = await asyncio.to_thread(run, "pdf", "in_1_7", "--project", "prj_1", "-o", str(tmp_path / "7.pdf"))

    assert printed.exit_code == 0, printed.output


async def test_a_page_shows_the_change_that_was_just_made_and_a_repeated_one_gets_its_first_answer(
    client: httpx.AsyncClient, sellers: Sellers, replica: Replica
) -> None:
    key = bearer(sellers.operator.secret)

    async def ask(query: str) -> Any:
        answer = await client.post("/graphql", json={"query": query}, headers=key)
        return answer.json()["data"]

    replica.pause()
    changed = await ask(CANCEL)
    shown = await ask(STATUS)
    repeated = await ask(CANCEL)

    assert changed["cancelSubscription"]["userErrors"] == []
    assert changed["cancelSubscription"]["subscription"]["status"] == "CANCELED"
    assert changed["cancelSubscription"]["subscription"]["customer"]["subscriptions"]["totalCount"] == 1
    assert shown == {"node": {"status": "CANCELED"}}
    assert repeated == changed


@asynccontextmanager
async def serve(settings: Settings, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with LifespanManager(create_app(settings, clock=clock)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


async def test_keys_and_sessions_count_when_they_are_made_and_not_a_second_after_they_are_revoked(
    settings: Settings, add_key: AddKey, add_session: AddSession, replica: Replica, run: Run
) -> None:
    replica.pause()
    key, session, now = await add_key(role=Role.VIEWER), await add_session(), [NOW]

    async with serve(settings, lambda: now[0]) as client:

        async def ask(headers: dict[str, str]) -> int:
            answer = await client.post("/graphql", json={"query": "{ viewer { name } }"}, headers=headers)
            return answer.status_code

        fresh = await ask(bearer(key.secret)), await ask(session)
        await asyncio.to_thread(run, "key", "revoke", key.row.id)
        await asyncio.to_thread(run, "operator", "revoke", make_operator().email)
        now[0] = Instant(NOW + SECOND)
        revoked = await ask(bearer(key.secret)), await ask(session)

    assert (fresh, revoked) == ((200, 200), (401, 401))


async def test_an_invoice_is_printed_and_kept_once_though_the_replica_knows_no_version(
    client: httpx.AsyncClient, sellers: Sellers, replica: Replica
) -> None:
    key = bearer(sellers.viewer.secret)
    replica.catch_up()
    replica.pause()

    first = await client.get("/invoices/in_1_1.pdf", headers=key)
    told = await client.post("/graphql", json={"query": '{ invoice(id: "in_1_1") { pdfSha256 } }'}, headers=key)

    assert first.status_code == 200
    assert f'"{told.json()["data"]["invoice"]["pdfSha256"]}"' == first.headers["etag"]


@pytest.mark.one_database
async def test_commits_are_remembered_for_a_minute_and_the_latest_counts() -> None:
    now = [0.0]
    written_positions = ProcessWrittenPositions(lambda: now[0])

    await written_positions.note("prj_1/1", 20)
    await written_positions.note("prj_1/1", 10)
    await written_positions.note("prj_2/1", 30)
    found = [await written_positions.find(scope) for scope in ("prj_1/1", "prj_2/1", "prj_1/0")]
    now[0] = REMEMBERED_SECONDS

    assert found == [20, 30, NOTHING_WRITTEN]
    assert [await written_positions.find(scope) for scope in ("prj_1/1", "prj_2/1")] == [NOTHING_WRITTEN] * 2
    assert not written_positions._noted
