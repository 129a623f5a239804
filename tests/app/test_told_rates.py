"""Where a caller stands with the rates: in headers of every answer of GraphQL, and in the schema."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from dirty_equals import IsInt

from app.factory import create_app
from app.settings import Settings
from models.access.viewer import Role
from storage.database import Database
from tests.app.conftest import AddKey
from tests.app.redis_process import RedisProcess
from tests.app.timer import Timer
from tests.factories import NOW, make_customer, save

pytestmark = pytest.mark.one_database

Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]

FREE = "{ __typename }"
TEN_POINTS = "{ customers(first: 10) { nodes { id } } }"
STANDING = "{ customers(first: 10) { nodes { id } } rateLimit { cost remaining limit limited resetAt } }"
STANDING_ALONE = "{ rateLimit { cost remaining resetAt } }"
POLICY = '"requests";q=3;w=1, "cost";q=500;w=1;qu="cost-points"'


@pytest.fixture
def open_client(database_url: str, timer: Timer) -> Open:
    @asynccontextmanager
    async def open_(secret: str, **values: Any) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(Settings(database_url=database_url, **values), clock=lambda: NOW, seconds=timer)
        async with LifespanManager(app) as manager:
            transport = httpx.ASGITransport(app=manager.app)
            headers = {"Authorization": f"Bearer {secret}"}
            async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
                yield client

    return open_


async def ask(client: httpx.AsyncClient, query: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query})


def told(answer: httpx.Response) -> tuple[int, str | None, str | None]:
    return answer.status_code, answer.headers.get("ratelimit-policy"), answer.headers.get("ratelimit")


async def test_each_answer_tells_what_is_left_and_so_does_a_refusal(
    open_client: Open, timer: Timer, add_key: AddKey
) -> None:
    async with open_client((await add_key()).secret, rate_requests=3, rate_cost=500) as client:
        await ask(client, TEN_POINTS)
        timer.now += 1
        first = told(await ask(client, TEN_POINTS))
        timer.now += 0.4
        bad_request = told(await client.post("/graphql", json=[]))
        third = told(await ask(client, "{ nothing }"))
        refused = await ask(client, TEN_POINTS)
        timer.now += 0.6
        later = told(await ask(client, TEN_POINTS))

    assert first == (200, POLICY, '"requests";r=2;t=1, "cost";r=490;t=1')
    # The operation of a bad request is not known, so neither is its cost.
    assert bad_request == (400, '"requests";q=3;w=1', '"requests";r=1;t=1')
    assert third == (200, POLICY, '"requests";r=0;t=1, "cost";r=479;t=1')
    assert told(refused) == (429, '"requests";q=3;w=1', '"requests";r=0;t=1')
    assert refused.headers["retry-after"] == "1"
    assert later == (200, POLICY, '"requests";r=0;t=1, "cost";r=479;t=1')


async def test_a_refusal_of_the_cost_tells_both_rates(open_client: Open, timer: Timer, add_key: AddKey) -> None:
    async with open_client((await add_key()).secret, rate_requests=100, rate_cost=45) as client:
        await ask(client, TEN_POINTS)
        timer.now += 1
        answers = [told(await ask(client, TEN_POINTS)) for _ in range(5)]

    policy = POLICY.replace("q=3", "q=100").replace("q=500", "q=45")
    assert answers[3:] == [
        (200, policy, '"requests";r=96;t=1, "cost";r=5;t=1'),
        (429, policy, '"requests";r=95;t=1, "cost";r=5;t=1'),
    ]


async def test_without_rates_nothing_is_told(open_client: Open, add_key: AddKey) -> None:
    async with open_client((await add_key()).secret, rate_requests=0, rate_cost=0) as client:
        assert told(await ask(client, TEN_POINTS)) == (200, None, None)
        answer = (await ask(client, STANDING)).json()["data"]["rateLimit"]

    assert answer == {
        "cost": len(STANDING) + 10,
        "remaining": 2**31 - 1,
        "limit": 2**31 - 1,
        "limited": False,
        "resetAt": "2026-11-22T12:00:00Z",
    }


async def test_a_stranger_is_told_nothing_until_there_are_too_many(open_client: Open) -> None:
    async with open_client("sk_live_nobody0123456789012345", rate_failed_keys=1) as client:
        assert told(await ask(client, FREE)) == (401, None, None)
        assert told(await ask(client, FREE)) == (429, '"failures";q=1;w=1', '"failures";r=0;t=1')


@pytest.mark.parametrize("plans", [True, False])
async def test_the_schema_tells_what_an_operation_cost_and_what_is_left(
    open_client: Open, timer: Timer, add_key: AddKey, plans: bool
) -> None:
    async with open_client((await add_key()).secret, rate_cost=400, plans=plans) as client:
        first = (await ask(client, STANDING)).json()["data"]["rateLimit"]
        timer.now += 0.25
        second = (await ask(client, STANDING)).json()["data"]["rateLimit"]
        timer.now += 1
        free = (await ask(client, STANDING_ALONE)).json()["data"]["rateLimit"]
        timer.now += 1
        again = (await ask(client, STANDING_ALONE)).json()["data"]["rateLimit"]

    cost = len(STANDING) + 10
    reset = "2026-11-22T12:00:01Z"
    assert first == {"cost": cost, "remaining": 400 - cost, "limit": 400, "limited": True, "resetAt": reset}
    assert second == {"cost": 10, "remaining": 390 - cost, "limit": 400, "limited": True, "resetAt": reset}
    assert free == {"cost": len(STANDING_ALONE), "remaining": 400 - len(STANDING_ALONE), "resetAt": reset}
    assert again == {"cost": 0, "remaining": 400, "resetAt": "2026-11-22T12:00:00Z"}


async def test_a_customers_token_has_points_of_its_own(
    open_client: Open, timer: Timer, database: Database, add_key: AddKey
) -> None:
    key = await add_key(role=Role.OPERATOR)
    await save(database, make_customer())
    token = '{ createCustomerToken(input: {customerId: "cus_1"}) { token } }'
    query = "{ rateLimit { remaining } }"

    async with open_client(key.secret, rate_cost=1000) as client:
        made = (await ask(client, f"mutation {token}")).json()["data"]["createCustomerToken"]["token"]
        await ask(client, query)
        keys = (await ask(client, query)).json()["data"]["rateLimit"]
        client.headers["Authorization"] = f"Bearer {made}"
        tokens = (await ask(client, query)).json()["data"]["rateLimit"]

    assert keys["remaining"] < 1000
    assert tokens == {"remaining": 10_000}


async def test_with_redis_all_processes_tell_the_same(open_client: Open, redis: RedisProcess, add_key: AddKey) -> None:
    secret = (await add_key()).secret
    values = {"redis_url": redis.url, "rate_requests": 3000, "rate_cost": 1_000_000, "workers": 4}

    async with open_client(secret, **values) as one, open_client(secret, **values) as other:
        answers = [await ask(client, STANDING) for client in (one, other, one)]

    limits = [answer.json()["data"]["rateLimit"] for answer in answers]
    assert [limit["cost"] for limit in limits] == [len(STANDING) + 10, len(STANDING) + 10, 10]
    assert limits[2] == {
        "cost": 10,
        "remaining": IsInt(ge=999_700, lt=1_000_000),
        "limit": 1_000_000,
        "limited": True,
        "resetAt": "2026-11-22T12:00:01Z",
    }
    assert answers[2].headers["ratelimit-policy"] == ('"requests";q=3000;w=1, "cost";q=1000000;w=1;qu="cost-points"')
    assert answers[2].headers["ratelimit"].startswith('"requests";r=299')
