"""Two services behind HAProxy: what one did holds on both, and when one is killed nothing is lost or done twice."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.access.api_key import new_api_key
from models.access.viewer import Role
from storage.database import Database
from tests.app.cluster.conftest import Replica
from tests.app.cluster.servers import PostgresServer, pgbouncer
from tests.app.cluster.services import SERVED_BY, Cluster, two_services
from tests.app.redis_process import redis_process
from tests.app.sellers import bearer
from tests.app.signing_in import CHEAP_HASH, fields_of, sign_in
from tests.factories import NOW, make_one_of_each, make_operator, make_project, make_subscription, save

DATABASE = "two_services"
DOWNLOADS_A_MINUTE = 6
SUBSCRIPTIONS = 80
AT_ONCE = 16
KILLED_AFTER = 20

PAGE = '{ customer(id: "cus_1") { name invoices { nodes { pdfUrl pdfSha256 } } } }'
STATUS = "query Status($id: ID!) { node(id: $id) { ... on BillingSubscription { status } } }"
CANCEL = """mutation Cancel($id: ID!, $key: String, $comment: String) {
  cancelSubscription(input: {subscriptionId: $id, idempotencyKey: $key, comment: $comment}) {
    subscription { status canceledAt } userErrors { code }
  }
}"""


@pytest.fixture(scope="module")
def operator_key(primary: PostgresServer) -> str:
    """An operator's key of the project whose data the services serve."""
    primary.psql(f"CREATE DATABASE {DATABASE} TEMPLATE migrated")
    return asyncio.run(_fill(primary.url(DATABASE)))


async def _fill(url: str) -> str:
    key = new_api_key("prj_1", live_mode=True, role=Role.OPERATOR, name="Back office", now=NOW)
    rows: list[Any] = make_one_of_each(1)
    subscriptions = [make_subscription(rows[0], number) for number in range(2, SUBSCRIPTIONS + 2)]
    async with Database(url) as database:
        await save(database, make_project(), rows, key.row, make_operator(password_hash=CHEAP_HASH), subscriptions)
    return key.secret


@pytest.fixture(scope="module")
def cluster(
    operator_key: str, primary: PostgresServer, standby: PostgresServer, server_folder: Path
) -> Iterator[Cluster]:
    """They write through PgBouncer, read from a replica, and share Redis and a folder."""
    folder = server_folder / "services"
    folder.mkdir()
    with redis_process(folder) as redis, pgbouncer(primary, server_folder / "pgbouncer_of_services", 10) as port:
        settings = {
            "DATABASE_URL": primary.url(DATABASE, port),
            "DATABASE_READ_URL": standby.url(DATABASE),
            "DATABASE_POOLER": "transaction",
            "REDIS_URL": redis.url,
            "SECRET_KEY": "a secret that both services have",
            "PDF_STORE": str(folder / "pdf"),
            "PDF_WORKERS": "1",
            "RATE_REQUESTS": "0",
            "RATE_PDF_LINKS": str(DOWNLOADS_A_MINUTE),
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        with two_services(folder, settings) as cluster:
            yield cluster


@pytest.fixture
async def clients(cluster: Cluster, operator_key: str) -> AsyncIterator[list[httpx.AsyncClient]]:
    """A client of each service, and one of the proxy."""
    urls = (*(service.url for service in cluster.services), cluster.url)
    clients = [httpx.AsyncClient(base_url=url, headers=bearer(operator_key), timeout=30) for url in urls]
    yield clients
    for client in clients:
        await client.aclose()


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def cancel(client: httpx.AsyncClient, subscription_id: str, key: str, comment: str | None = None) -> Any:
    return (await ask(client, CANCEL, id=subscription_id, key=key, comment=comment))["cancelSubscription"]


def count_events(primary: PostgresServer) -> dict[str, int]:
    """How many events each subscription has."""
    rows = primary.psql("SELECT subject_id, count(*) FROM event GROUP BY 1", DATABASE).splitlines()
    return {name: int(number) for name, number in (row.split("|") for row in rows)}


async def list_servers(proxy: httpx.AsyncClient) -> set[str]:
    """Who answers within ten seconds: on a busy machine one may miss a health check, and is asked again later."""
    servers: set[str] = set()
    for _ in range(100):
        servers.add((await proxy.get("/readyz")).headers[SERVED_BY])
        if len(servers) == 2:
            break
        await asyncio.sleep(0.1)
    return servers


async def test_both_are_asked_and_a_change_made_by_one_is_seen_on_the_other_whatever_the_replica_has(
    clients: list[httpx.AsyncClient], replica: Replica
) -> None:
    one, _, proxy = clients
    replica.pause()

    changed = await cancel(one, "sub_1_2", "here")
    seen = [await ask(client, STATUS, id="sub_1_2") for client in clients]
    servers = await list_servers(proxy)

    assert changed["userErrors"] == []
    assert seen == [{"node": {"status": "CANCELED"}}] * 3
    assert len(servers) == 2


async def test_a_key_counts_on_both(clients: list[httpx.AsyncClient], primary: PostgresServer) -> None:
    one, other, _ = clients

    at_once = await asyncio.gather(*(cancel(client, "sub_1_3", "once") for client in (one, other) * 5))
    with_another_input = await cancel(other, "sub_1_3", "once", comment="why")

    assert at_once == [at_once[0]] * 10
    assert at_once[0]["subscription"]["status"] == "CANCELED"
    assert [error["code"] for error in with_another_input["userErrors"]] == ["IDEMPOTENCY_CONFLICT"]
    assert count_events(primary)["sub_1_3"] == 1


async def test_a_session_begun_on_one_counts_on_both_and_ends_on_both(cluster: Cluster) -> None:
    async with httpx.AsyncClient(base_url=cluster.url, timeout=30) as browser:
        await sign_in(browser)
        pages = [await browser.get("/dashboard/customers") for _ in range(4)]
        kept = {"Cookie": f"calmony_session={browser.cookies['calmony_session']}"}
        await browser.post("/dashboard/sign-out", data=fields_of(pages[0]))
        browser.cookies.clear()
        ended = [await browser.get("/dashboard/customers", headers=kept) for _ in range(4)]

    assert [page.status_code for page in pages] == [200] * 4
    assert [page.status_code for page in ended] == [303] * 4
    assert len({page.headers[SERVED_BY] for page in pages}) == len({page.headers[SERVED_BY] for page in ended}) == 2


async def test_an_invoice_asked_for_on_both_at_once_is_kept_once_and_rates_count_together(
    clients: list[httpx.AsyncClient], server_folder: Path, primary: PostgresServer
) -> None:
    one, other, proxy = clients
    [invoice] = (await ask(proxy, PAGE))["customer"]["invoices"]["nodes"]
    path = httpx.URL(invoice["pdfUrl"]).raw_path.decode()

    pdfs = await asyncio.gather(*(client.get(path) for client in (one, other)))
    more = [await proxy.get(path) for _ in range(DOWNLOADS_A_MINUTE)]
    told = [await ask(client, PAGE) for client in clients]

    [kept] = (server_folder / "services/pdf").rglob("*.pdf")
    assert {hashlib.sha256(pdf.content).hexdigest() for pdf in pdfs} == {kept.stem}
    assert primary.psql("SELECT count(*) FROM kept_document", DATABASE) == "1"
    assert {each["customer"]["invoices"]["nodes"][0]["pdfSha256"] for each in told} == {kept.stem}
    assert sorted(answer.status_code for answer in more) == [200] * (DOWNLOADS_A_MINUTE - 2) + [429] * 2


async def test_a_document_sent_to_one_is_known_to_the_other(clients: list[httpx.AsyncClient]) -> None:
    one, other, _ = clients
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(PAGE.encode()).hexdigest()}}

    unknown = await other.post("/graphql", json={"extensions": persisted})
    sent = await one.post("/graphql", json={"extensions": persisted, "query": PAGE})
    known = await other.post("/graphql", json={"extensions": persisted})

    assert unknown.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert known.json() == sent.json()


async def test_one_is_killed_under_load_and_what_was_acknowledged_is_there_and_the_rest_happens_once(
    clients: list[httpx.AsyncClient], cluster: Cluster, primary: PostgresServer
) -> None:
    *_, proxy = clients
    waiting = [f"sub_1_{number}" for number in range(10, SUBSCRIPTIONS + 2)]
    answered, places = set[str](), asyncio.Semaphore(AT_ONCE)

    async def try_to_cancel(subscription_id: str) -> None:
        async with places:
            body = {"query": CANCEL, "variables": {"id": subscription_id, "key": f"cancel {subscription_id}"}}
            try:
                answer = await proxy.post("/graphql", json=body)
            except httpx.TransportError:
                return
            # What HAProxy says of a service that is gone, and the service of a database that can't answer.
            if answer.status_code in (502, 503):
                return
            assert answer.json()["data"]["cancelSubscription"]["subscription"]["status"] == "CANCELED", answer.text
            answered.add(subscription_id)
            if len(answered) == KILLED_AFTER:
                cluster.services[0].kill()

    await asyncio.gather(*map(try_to_cancel, waiting))
    first, events = set(answered), count_events(primary)
    for _ in range(10):
        await asyncio.gather(*(try_to_cancel(each) for each in waiting if each not in answered))

    assert first < set(waiting)
    assert {events[each] for each in first} == {1}
    assert answered == set(waiting)
    assert {count_events(primary)[each] for each in waiting} == {1}
    assert await ask(proxy, STATUS, id=waiting[0]) == {"node": {"status": "CANCELED"}}
