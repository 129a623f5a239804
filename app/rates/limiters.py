"""Counts hits: in this process alone, or for all processes in Redis."""

import math
import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

import structlog
from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from app.rates.memory import MemoryWindows, Seconds
from app.user_error import UserError

if TYPE_CHECKING:
    from redis.asyncio import Redis

# Longer than Redis ever takes in the same network. A request waits this long at most once in PAUSE_SECONDS.
REDIS_SECONDS = 0.25
PAUSE_SECONDS = 5.0

log = structlog.stdlib.get_logger(__name__)


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
    """Counts in Redis for every process; in this one alone for PAUSE_SECONDS after Redis failed.

    A service without its counter still serves: what protects it is then each process's share.
    """

    def __init__(self, url: str, local: LocalLimiter) -> None:
        self._redis = _connect(url)
        storage = RedisStorage(
            f"async+{url}",
            wrap_exceptions=True,
            implementation="redispy",
            key_prefix="calmony",
            connection_pool=self._redis.connection_pool,  # type: ignore[arg-type]
        )
        self._limiter = MovingWindowRateLimiter(storage)
        self._local = local
        self._resumes_at = 0.0

    async def hit(self, limit: Limit, key: str, amount: int) -> bool:
        """As `Limiter` says."""
        if time.monotonic() >= self._resumes_at:
            try:
                return await self._limiter.hit(limit.whole, key, cost=min(amount, limit.whole.amount))
            except (StorageError, OSError) as error:
                self._pause(error)
        return await self._local.hit(limit, key, amount)

    async def seconds_until_room(self, limit: Limit, key: str) -> int:
        """As `Limiter` says."""
        if time.monotonic() >= self._resumes_at:
            try:
                return await self._ask_for_room(limit.whole, key)
            except (StorageError, OSError) as error:
                self._pause(error)
        return await self._local.seconds_until_room(limit, key)

    async def _ask_for_room(self, item: RateLimitItem, key: str) -> int:
        reset, remaining = await self._limiter.get_window_stats(item, key)
        return 0 if remaining > 0 else min(max(1, math.ceil(reset - time.time())), item.get_expiry())

    async def close(self) -> None:
        """Ends the connections."""
        await self._redis.aclose()

    def _pause(self, error: Exception) -> None:
        self._resumes_at = time.monotonic() + PAUSE_SECONDS
        log.warning("redis does not count: each process limits rates by itself", error=type(error).__name__)


def _connect(url: str) -> "Redis":
    try:
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError as error:
        raise UserError("CALMONY_REDIS_URL needs the package redis: pip install redis.") from error
    # This request is counted locally; a later one tries Redis again.
    retry = Retry(NoBackoff(), retries=0)
    return Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, retry=retry)
