"""Refreshes outdated figures of customers, a few at a time."""

import asyncio

from app.upkeep.batches import write_regularly
from app.upkeep.due import refresh_due
from models.values.instant import Clock, Instant
from resolvers.figures.refreshing import refresh_figures
from resolvers.summaries.outdated_figures import FIGURES
from storage.database import Database

INTERVAL_SECONDS = 5.0
# So few that what is computed between two statements holds the event loop for some milliseconds alone.
BATCH = 50
PAUSE_SECONDS = 0.05


async def refresh_due_figures(database: Database, now: Instant) -> int:
    """Refreshes the figures of at most BATCH customers; returns how many."""
    return await refresh_due(database, FIGURES.c.until, now, BATCH, refresh_figures)


async def refresh_figures_regularly(database: Database, clock: Clock) -> None:
    """Every INTERVAL_SECONDS, until it is cancelled; it pauses between full batches, to let requests run."""

    async def refresh() -> int:
        refreshed = await refresh_due_figures(database, clock())
        if refreshed == BATCH:
            await asyncio.sleep(PAUSE_SECONDS)
        return refreshed

    await write_regularly(refresh, BATCH, INTERVAL_SECONDS, "figures not refreshed")
