"""Refreshes outdated figures of customers, a few at a time."""

import asyncio

from app.upkeep.batches import write_regularly
from app.upkeep.due import refresh_due
from app.upkeep.failures import UNCOUNTED, Failures
from models.values.instant import Clock, Instant
from resolvers.figures.refreshing import refresh_figures
from resolvers.summaries.outdated_figures import FIGURES
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database

INTERVAL_SECONDS = 5.0
# So few that what is computed between two statements holds the event loop for some milliseconds alone.
BATCH = 50
PAUSE_SECONDS = 0.05
FAILURE = "figures not refreshed"


async def refresh_due_figures(database: Database, now: Instant, failures: Failures = UNCOUNTED) -> int:
    """Has the figures of at most BATCH customers computed; returns how many.

    Where those of a whole batch can't be computed, it is none: then the fault is not theirs, and the next ones wait.
    """

    async def refresh(transaction: ScopedTransaction, most: int) -> int:
        customers, failed = await refresh_figures(transaction, most)
        for customer_id, error in failed.items():
            failures.tell(FAILURE, error, project_id=transaction.project_id, customer_id=customer_id)
        return 0 if len(failed) == BATCH else customers

    return await refresh_due(database, FIGURES.c.until, now, BATCH, refresh)


async def refresh_figures_regularly(database: Database, clock: Clock, failures: Failures) -> None:
    """Every INTERVAL_SECONDS, until it is cancelled; it pauses between full batches, to let requests run."""

    async def refresh() -> int:
        refreshed = await refresh_due_figures(database, clock(), failures)
        if refreshed == BATCH:
            await asyncio.sleep(PAUSE_SECONDS)
        return refreshed

    await write_regularly(refresh, BATCH, INTERVAL_SECONDS, FAILURE, failures)
