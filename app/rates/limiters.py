"""Counts hits: in this process alone, or for all processes in Redis."""

import math
import time
from typing import NamedTuple, Protocol

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from app.rates.memory import MemoryWindows, Seconds
from app.shared.redis_server import RedisServer


class Limit(NamedTuple):
    """A limit for all processes together, and the share of this process."""

    whole: RateLimitItem
    share: RateLimitItem


class Limiter(Protocol):
    """Counts hits against limits."""

    async def hit(self, limit: Limit, key: str, amount: int) -> bool:
        """Takes the amount if there is room. An amount above the limit needs an empty window."""

    async def seconds_until_room(self, limit: Limit, key: str) -> int:
        """0 while there is room for one, else the whole seconds until the oldest hit leaves the window."""


class LocalLimiter:
    """Counts in this process, against its share of each limit."""

    def __init__(self, now: Seconds) -> None:
        self.windows = MemoryWindows(now)

    async def hit(self, limit: Limit, key: str, amount: int) -> bool:
        """As `Limiter` says."""
        share = limit.share
        return self.windows.take((share.namespace, key), share.amount, share.get_expiry(), min(amount, share.amount))

    async def seconds_until_room(self, limit: Limit, key: str) -> int:
        """As `Limiter` says."""
        share = limit.share
        return math.ceil(self.windows.seconds_until_room((share.namespace, key), share.amount, share.get_expiry()))


class RedisLimiter:
    """Counts in Redis for every process; in this one alone for a while after Redis failed.

    A service without its counter still serves: what protects it is then each process's share.
    """

    def __init__(self, redis: RedisServer, local: LocalLimiter) -> None:
        self._redis = redis
        storage = RedisStorage(
            f"async+{redis.url}",
            wrap_exceptions=True,
            implementation="redispy",
            key_prefix="calmony",
            connection_pool=redis.client.connection_pool,  # type: ignore[arg-type]
        )
        self._limiter = MovingWindowRateLimiter(storage)
        self._local = local

    async def hit(self, limit: Limit, key: str, amount: int) -> bool:
        """As `Limiter` says."""
        if self._redis.answers:
            try:
                return await self._limiter.hit(limit.whole, key, cost=min(amount, limit.whole.amount))
            except (StorageError, OSError) as error:
                self._redis.pause(error)
        return await self._local.hit(limit, key, amount)

    async def seconds_until_room(self, limit: Limit, key: str) -> int:
        """As `Limiter` says."""
        if self._redis.answers:
            try:
                return await self._ask_for_room(limit.whole, key)
            except (StorageError, OSError) as error:
                self._redis.pause(error)
        return await self._local.seconds_until_room(limit, key)

    async def _ask_for_room(self, item: RateLimitItem, key: str) -> int:
        reset, remaining = await self._limiter.get_window_stats(item, key)
        return 0 if remaining > 0 else min(max(1, math.ceil(reset - time.time())), item.get_expiry())


def limiter_of(redis: RedisServer | None, seconds: Seconds) -> Limiter:
    """What counts in Redis where there is one, otherwise in this process by `seconds`."""
    local = LocalLimiter(seconds)
    return local if redis is None else RedisLimiter(redis, local)
