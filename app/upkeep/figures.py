"""Computes the figures of customers that are out of date, a few at a time."""

import asyncio

from app.upkeep.batches import write_regularly
from app.upkeep.due import keep_due
from models.values.instant import Clock, Instant
from resolvers.figures.kept_figures import keep_figures
from resolvers.summaries.outdated_figures import FIGURES
from storage.database import Database

INTERVAL_SECONDS = 5.0
# So few that what is computed between two statements holds the event loop for some milliseconds alone.
BATCH = 50
PAUSE_SECONDS = 0.05


async def keep_due_figures(database: Database, now: Instant) -> int:
    """Keeps the figures of at most BATCH customers anew; how many there were."""
    return await keep_due(database, FIGURES.c.until, now, BATCH, keep_figures)


async def keep_figures_regularly(database: Database, clock: Clock) -> None:
    """Does so every INTERVAL_SECONDS, for ever; after a whole batch others have their turn before the next."""

    async def keep() -> int:
        kept = await keep_due_figures(database, clock())
        if kept == BATCH:
            await asyncio.sleep(PAUSE_SECONDS)
        return kept

    await write_regularly(keep, BATCH, INTERVAL_SECONDS, "figures not kept anew")
