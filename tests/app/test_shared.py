"""What processes share in a real Redis beside their rates, and how they do without it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from asgi_lifespan import LifespanManager

from app.factory import create_app
from app.redis.document_texts import RedisTexts
from app.redis.server import RedisServer
from app.redis.written_positions import RedisWrittenPositions
from app.settings import Settings
from storage.replication.written_positions import NOTHING_WRITTEN, REMEMBERED_SECONDS, UNKNOWN
from tests.app.conftest import AddKey
from tests.app.redis_process import RedisProcess
from tests.app.test_large_requests import LARGE
from tests.app.test_persisted_queries import ANSWER, NOT_FOUND, QUERY, Bearer, hashed, post
from tests.factories import NOW

pytestmark = pytest.mark.one_database


@asynccontextmanager
async def serve(settings: Settings, redis: RedisProcess) -> AsyncIterator[httpx.AsyncClient]:
    """A service that knows the Redis."""
    settings = Settings(**settings.model_dump(exclude_unset=True) | {"redis_url": redis.url})
    async with LifespanManager(create_app(settings, clock=lambda: NOW)) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


@pytest.fixture
async def bearer(add_key: AddKey) -> Bearer:
    return {"Authorization": f"Bearer {(await add_key()).secret}"}


async def test_a_document_sent_to_one_service_is_known_to_another_and_stays_known_there(
    settings: Settings, redis: RedisProcess, bearer: Bearer
) -> None:
    async with serve(settings, redis) as one, serve(settings, redis) as other:
        unknown = await post(other, bearer, hashed(QUERY))
        sent = await post(one, bearer, hashed(QUERY, query=QUERY))
        known = await post(other, bearer, hashed(QUERY))
        redis.kill()
        without = await post(other, bearer, hashed(QUERY))

    assert (unknown, sent, known, without) == ((200, NOT_FOUND), (200, ANSWER), (200, ANSWER), (200, ANSWER))


async def test_without_redis_a_document_is_sent_again(settings: Settings, redis: RedisProcess, bearer: Bearer) -> None:
    async with serve(settings, redis) as one, serve(settings, redis) as other:
        redis.kill()
        sent = await post(one, bearer, hashed(QUERY, query=QUERY))
        unknown = await post(other, bearer, hashed(QUERY))

    assert (sent, unknown) == ((200, ANSWER), (200, NOT_FOUND))


async def test_shared_documents_belong_to_a_project_and_stay_within_their_bounds(shared: RedisServer) -> None:
    texts = RedisTexts(shared, count=3, size=40)

    for number in range(3):
        await texts.add("prj_1", f"hash {number}", f"text {number}")
    used = await texts.get("prj_1", "hash 0")
    await texts.add("prj_1", "hash 3", "text 3")
    by_count = [await texts.get("prj_1", f"hash {number}") for number in range(4)]
    await texts.add("prj_1", "hash 4", "x" * 30)
    by_size = [await texts.get("prj_1", f"hash {number}") for number in range(5)]
    await texts.add("prj_1", "hash 5", "ß" * 21)

    assert (used, await texts.get("prj_2", "hash 0")) == ("text 0", None)
    assert by_count == ["text 0", None, "text 2", "text 3"]
    assert by_size == [None, None, None, "text 3", "x" * 30]
    assert await texts.get("prj_1", "hash 5") is None


async def test_what_one_process_wrote_others_know_for_a_minute(shared: RedisServer, redis: RedisProcess) -> None:
    other = RedisServer(redis.url)
    mine, theirs = RedisWrittenPositions(shared), RedisWrittenPositions(other)

    for position in (2**40 + 1, 2**40):
        await mine.note("prj_1/1", position)
    found = [await theirs.find(scope) for scope in ("prj_1/1", "prj_1/0")]
    kept_for = await shared.client.ttl("calmony:written:prj_1/1")
    redis.kill()

    assert found == [2**40 + 1, NOTHING_WRITTEN]
    assert REMEMBERED_SECONDS - 5 < kept_for <= REMEMBERED_SECONDS
    assert [await mine.find("prj_1/1"), await theirs.find("prj_1/1")] == [2**40 + 1, NOTHING_WRITTEN]
    await other.close()


async def test_who_asks_for_much_does_not_prolong_what_others_know_of_a_write(
    settings: Settings, redis: RedisProcess, shared: RedisServer, add_key: AddKey
) -> None:
    key = await add_key()
    scope = f"{key.row.project_id}/1"
    await RedisWrittenPositions(shared).note(scope, UNKNOWN)
    await shared.client.expire(f"calmony:written:{scope}", 30)

    async with serve(settings, redis) as client:
        answer = await client.post(
            "/graphql",
            json={"query": LARGE},
            headers={"Authorization": f"Bearer {key.secret}"},
        )

    assert answer.status_code == 200
    assert 0 < await shared.client.ttl(f"calmony:written:{scope}") <= 30
