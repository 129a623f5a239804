"""Rates counted by a real Redis, and what happens when it goes away."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.rates.limiters import limiter_of
from app.rates.rates import RateLimited, Rates, make_rates
from app.redis.server import RedisServer
from app.settings import InvalidSetting, Settings, read_settings
from tests.app.redis_process import RedisProcess


async def count_spent(rates: Rates, cost: int) -> int:
    spent = 0
    while True:
        try:
            await rates.keys.costs.spend("key_1", cost)
        except RateLimited:
            return spent
        spent += cost


async def test_processes_share_one_window(redis: RedisProcess, shared: RedisServer) -> None:
    settings = Settings(rate_cost=30_000, workers=4)
    other = RedisServer(redis.url)

    rates = [make_rates(settings, limiter_of(each, time.monotonic)) for each in (shared, other)]
    spent = await count_spent(rates[0], 12_000), await count_spent(rates[1], 6_000)
    await other.close()

    assert spent == (24_000, 6_000)


async def test_without_redis_a_process_counts_its_share_by_itself(
    redis: RedisProcess, shared: RedisServer, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    rates = make_rates(Settings(rate_cost=4_000, workers=4), limiter_of(shared, time.monotonic))
    redis.kill()

    spent = await count_spent(rates, 100)

    assert spent == 1_000
    assert [(line["level"], line["event"]) for line in log_lines()] == [
        ("warning", "redis fails: each process counts and remembers by itself")
    ]


async def test_a_redis_that_hangs_costs_one_request_a_quarter_of_a_second() -> None:
    pytest.importorskip("redis")

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    hanging = RedisServer(f"redis://127.0.0.1:{port}")
    rates = make_rates(Settings(), limiter_of(hanging, time.monotonic))

    started = time.monotonic()
    for _ in range(50):
        await rates.keys.requests.spend("key_1")
    seconds = time.monotonic() - started
    await hanging.close()
    server.close()
    await asyncio.sleep(0.05)

    assert 0.2 < seconds < 0.6


def test_the_setting_says_what_it_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMONY_REDIS_URL", "cache.example.com:6379")

    with pytest.raises(InvalidSetting, match=r"^CALMONY_REDIS_URL: it should look like redis://host:6379/0$"):
        read_settings()
