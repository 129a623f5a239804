"""What is in use at a moment: looked at every second, and whenever this very process is asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from app.metrics.measures import Metrics
from app.rendering.watched_renders import WatchedRenders
from app.upkeep.background import in_background
from storage.database import Database

# Another worker may be the one that is asked: each writes down its own state for it.
INTERVAL_SECONDS = 1.0


class Pools(NamedTuple):
    """What is looked at."""

    database: Database
    renders: WatchedRenders


@asynccontextmanager
async def sampling(metrics: Metrics, pools: Pools) -> AsyncIterator[None]:
    """Takes samples in the background for as long as the context lasts."""
    metrics.workers.set(1)
    try:
        async with in_background(_sample_regularly(metrics, pools)):
            yield
    finally:
        metrics.count_requests()


def take_sample(metrics: Metrics, pools: Pools) -> None:
    """Sets the gauges of this process, and counts the requests that have ended."""
    metrics.count_requests()
    metrics.renders_waiting.set(pools.renders.waiting)
    metrics.reads.set(pools.database.reads)
    metrics.write_connections.set(pools.database.write_connections)


async def _sample_regularly(metrics: Metrics, pools: Pools) -> None:
    while True:
        take_sample(metrics, pools)
        await asyncio.sleep(INTERVAL_SECONDS)
