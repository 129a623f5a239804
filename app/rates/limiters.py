"""Counts hits: in this process alone, or for all processes in Redis."""

from typing import Protocol

from app.rates.limit import Limit, Taking
from app.rates.memory import MemoryWindows, Seconds
from app.rates.redis import SharedWindows
from app.redis.server import RedisServer
from resolvers.rate_window import RateWindow


class Limiter(Protocol):
    """Counts hits against limits."""

    async def take(self, limit: Limit, key: str, amount: int) -> Taking:
        """Takes the amount if there is room. An amount above the limit needs an empty window."""

    async def look(self, limit: Limit, key: str) -> RateWindow:
        """Where the caller stands; takes nothing."""


class LocalLimiter:
    """Counts in this process, against its share of each limit."""

    def __init__(self, now: Seconds) -> None:
        self.windows = MemoryWindows(now)

    async def take(self, limit: Limit, key: str, amount: int) -> Taking:
        """As `Limiter` says."""
        return self.windows.take(limit, key, amount)

    async def look(self, limit: Limit, key: str) -> RateWindow:
        """As `Limiter` says."""
        return self.windows.look(limit, key)


class RedisLimiter:
    """Counts in Redis for every process; in this one alone for a while after Redis failed.

    A service without its counter still serves: what protects it is then each process's share.
    """

    def __init__(self, redis: RedisServer, local: LocalLimiter) -> None:
        self._shared = SharedWindows(redis)
        self._local = local

    async def take(self, limit: Limit, key: str, amount: int) -> Taking:
        """As `Limiter` says."""
        return await self._shared.take(limit, key, amount) or await self._local.take(limit, key, amount)

    async def look(self, limit: Limit, key: str) -> RateWindow:
        """As `Limiter` says."""
        found = await self._shared.take(limit, key, 0)
        return await self._local.look(limit, key) if found is None else found[1]


def limiter_of(redis: RedisServer | None, seconds: Seconds) -> Limiter:
    """What counts in Redis where there is one, otherwise in this process by `seconds`."""
    local = LocalLimiter(seconds)
    return local if redis is None else RedisLimiter(redis, local)
