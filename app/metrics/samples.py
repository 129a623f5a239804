"""Gauges of what is in use: sampled every second, and for each answer of this process."""

import asyncio
from collections.abc import Sized
from typing import NamedTuple

from app.metrics.measured_renders import MeasuredRenders
from app.metrics.measures import Metrics
from storage.database import Database

# The worker that answers shows what the others last wrote.
INTERVAL_SECONDS = 1.0


class Pools(NamedTuple):
    """What is looked at."""

    database: Database
    renders: MeasuredRenders
    connections: Sized


def take_sample(metrics: Metrics, pools: Pools) -> None:
    """Sets the gauges of this process, and counts the requests that have ended."""
    metrics.count_requests()
    metrics.connections.set(len(pools.connections))
    metrics.renders_waiting.set(pools.renders.waiting)
    metrics.reads.set(pools.database.reads)
    metrics.write_connections.set(pools.database.write_connections)


async def sample_regularly(metrics: Metrics, pools: Pools) -> None:
    """Takes a sample every INTERVAL_SECONDS, without end; counts the last requests when it is cancelled."""
    metrics.workers.set(1)
    try:
        while True:
            take_sample(metrics, pools)
            await asyncio.sleep(INTERVAL_SECONDS)
    finally:
        metrics.count_requests()
