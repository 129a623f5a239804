"""The rates while the application runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.rates.limiters import LocalLimiter, RedisLimiter
from app.rates.memory import Seconds
from app.rates.rates import Rates, make_rates
from app.settings import Settings


@asynccontextmanager
async def counting(settings: Settings, seconds: Seconds) -> AsyncIterator[Rates]:
    """Rates counted in Redis where the settings name one, else in this process by `seconds`."""
    local = LocalLimiter(seconds)
    if settings.redis_url is None:
        yield make_rates(settings, local)
        return
    shared = RedisLimiter(settings.redis_url.get_secret_value(), local)
    try:
        yield make_rates(settings, shared)
    finally:
        await shared.close()
