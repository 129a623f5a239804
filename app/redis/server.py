"""The Redis that the settings name."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from app.settings import Settings
from app.user_error import UserError

if TYPE_CHECKING:
    from redis.asyncio import Redis

# Longer than Redis ever takes in the same network. A request waits this long at most once in PAUSE_SECONDS.
REDIS_SECONDS = 0.25
PAUSE_SECONDS = 5.0

log = structlog.stdlib.get_logger(__name__)


class RedisServer:
    """Connects at the first call, and is not called for PAUSE_SECONDS after a failure: everything works without it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = _connect(url)
        self._resumes_at = 0.0

    @property
    def answers(self) -> bool:
        """Whether it has not failed lately."""
        return time.monotonic() >= self._resumes_at

    def pause(self, error: Exception) -> None:
        """Says that it failed."""
        self._resumes_at = time.monotonic() + PAUSE_SECONDS
        log.warning("redis fails: each process counts and remembers by itself", error=type(error).__name__)

    async def close(self) -> None:
        """Ends the connections."""
        await self.client.aclose()


def find_redis(settings: Settings) -> RedisServer | None:
    """The one of the settings; raises UserError where its package is missing."""
    return None if settings.redis_url is None else RedisServer(settings.redis_url.get_secret_value())


@asynccontextmanager
async def closing_redis(redis: RedisServer | None) -> AsyncIterator[None]:
    """Ends its connections with the context."""
    try:
        yield
    finally:
        if redis is not None:
            await redis.close()


def _connect(url: str) -> "Redis":
    try:
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError as error:
        raise UserError("CALMONY_REDIS_URL needs the redis package: pip install redis.") from error
    # This request goes on without; a later one tries Redis again.
    retry = Retry(NoBackoff(), retries=0)
    return Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, retry=retry)
