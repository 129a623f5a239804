"""GET of a query has a validator: the same answer is not sent twice, and a changed one always is."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from sqlalchemy import update

from app.factory import create_app
from app.settings import Settings
from models.access.viewer import Role
from models.billing.customer import Customer
from models.values.instant import Instant
from storage.database import Database
from tests.app.conftest import AddKey
from tests.app.test_persisted_queries import hash_of
from tests.factories import NOW, later, make_customer, make_item, make_plan, make_product, make_subscription, save

pytestmark = pytest.mark.one_database

NAME = '{ customer(id: "cus_1") { name } }'
STATUS = '{ subscription(id: "sub_1_1") { status } }'
MANY = "{ customers { nodes { id name email createdAt updatedAt } } }"
CANCEL = """mutation { cancelSubscription(input: {subscriptionId: "sub_1_1", timing: AT_PERIOD_END}) {
  userErrors { code } } }"""
NEWER = "application/graphql-response+json"


class Clock:
    """A time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> Instant:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def keyed(
    settings: Settings, clock: Clock, database: Database, add_key: AddKey
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with an operator's key, over a subscription and thirty customers."""
    key = await add_key(role=Role.OPERATOR)
    subscription, plan = make_subscription(make_customer(), 1), make_plan()
    await save(database, make_product(), plan, *(make_customer(number) for number in range(1, 31)))
    await save(database, subscription, make_item(subscription, plan))
    async with LifespanManager(create_app(settings, clock=clock)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        headers = {"Authorization": f"Bearer {key.secret}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            del client.headers["Accept-Encoding"]
            yield client


async def get(client: httpx.AsyncClient, query: str, etag: str | None = None, **headers: str) -> httpx.Response:
    given = headers if etag is None else {**headers, "If-None-Match": etag}
    return await client.get("/graphql", params={"query": query}, headers=given)


async def test_a_persisted_query_is_answered_once_and_then_by_304(keyed: httpx.AsyncClient) -> None:
    persisted = f'{{"persistedQuery": {{"version": 1, "sha256Hash": "{hash_of(NAME)}"}}}}'
    await keyed.get("/graphql", params={"query": NAME, "extensions": persisted})

    first = await keyed.get("/graphql", params={"extensions": persisted})
    etag = first.headers["etag"]
    again = await keyed.get("/graphql", params={"extensions": persisted}, headers={"If-None-Match": etag})

    assert (first.status_code, first.json()) == (200, {"data": {"customer": {"name": "Customer 1"}}})
    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer.headers["etag"] == etag
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "Accept, Accept-Encoding, Authorization, Cookie"
        assert answer.headers["ratelimit"].startswith('"requests";r=')


@pytest.mark.parametrize("known", ["*", 'W/"other", {}', "W/{}", '"a", W/"b", {}'])
async def test_any_tag_of_the_answer_counts(keyed: httpx.AsyncClient, known: str) -> None:
    etag = (await get(keyed, NAME)).headers["etag"]

    assert (await get(keyed, NAME, known.format(etag))).status_code == 304
    assert (await get(keyed, NAME, '"of another answer"')).status_code == 200


async def test_what_was_written_or_has_come_to_its_time_is_sent(
    keyed: httpx.AsyncClient, clock: Clock, database: Database
) -> None:
    name, status = (await get(keyed, NAME)).headers["etag"], (await get(keyed, STATUS)).headers["etag"]

    async with database.sessions.begin() as session:
        await session.exec(update(Customer).values(name="Renamed"))
    renamed = await get(keyed, NAME, name)
    await keyed.post("/graphql", json={"query": CANCEL})
    scheduled = await get(keyed, STATUS, status)
    # Nothing is written now: the end is computed when it is read.
    clock.now = later(30)
    ended = await get(keyed, STATUS, status)

    assert (renamed.status_code, renamed.json()["data"]) == (200, {"customer": {"name": "Renamed"}})
    assert scheduled.status_code == 304
    assert (ended.status_code, ended.json()["data"]) == (200, {"subscription": {"status": "CANCELED"}})


async def test_answers_of_other_bytes_have_other_tags(keyed: httpx.AsyncClient, add_key: AddKey) -> None:
    older, newer = await get(keyed, MANY), await get(keyed, MANY, Accept=NEWER)
    packed = await get(keyed, MANY, **{"Accept-Encoding": "gzip"})
    other = {"Authorization": f"Bearer {(await add_key(live_mode=False)).secret}"}
    of_other = await get(keyed, NAME, (await get(keyed, NAME)).headers["etag"], **other)

    assert older.headers["etag"] != newer.headers["etag"]
    # Weak: the bytes that are sent depend on the compressor.
    assert (packed.headers["content-encoding"], packed.headers["etag"]) == ("gzip", f"W/{older.headers['etag']}")
    assert (of_other.status_code, of_other.json()["data"]) == (200, {"customer": None})
    known = await get(keyed, MANY, packed.headers["etag"], **{"Accept-Encoding": "gzip"})
    assert (known.status_code, known.headers["etag"]) == (304, packed.headers["etag"])


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.post("/graphql", json={"query": NAME}, headers={"If-None-Match": "*"}),
        lambda client: client.post("/graphql", json={"query": CANCEL}),
        lambda client: get(client, "{ nothing }", "*"),
        lambda client: get(client, '{ customers(after: "x") { totalCount } }', "*"),
        lambda client: get(client, CANCEL, "*"),
        lambda client: get(client, NAME, "*", Authorization="Bearer sk_live_nobody0123456789012345"),
        lambda client: client.get("/graphql", headers={"If-None-Match": "*"}),
    ],
)
async def test_changes_errors_and_posts_are_never_kept(keyed: httpx.AsyncClient, ask: Any) -> None:
    answer = await ask(keyed)

    assert answer.status_code != 304
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
