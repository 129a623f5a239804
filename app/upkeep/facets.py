"""Updates facets that the clock has changed, a few at a time, and folds changes of counts into the counts.

Reads always show current facets: they compute those that are outdated, which must be few.
"""

from sqlalchemy import select

from app.upkeep.batches import write_regularly
from app.upkeep.due import find_scopes, refresh_due
from app.upkeep.failures import Failures
from models.summaries.customer_count import CHANGE
from models.values.instant import Clock, Instant
from resolvers.summaries.count_updates import COUNTS
from resolvers.summaries.facet_updates import FACETS, update_facets
from resolvers.summaries.folding import fold_whole
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database

INTERVAL_SECONDS = 10.0
BATCH = 500


async def refresh_due_facets(database: Database, now: Instant) -> int:
    """Updates the facets of at most BATCH customers that the clock has changed; returns how many."""
    return await refresh_due(database, FACETS.c.next_change_at, now, BATCH, _refresh)


async def fold_all(database: Database) -> None:
    """Folds the counts of every project and mode in which any have changed."""
    for project_id, live_mode in await find_scopes(database, COUNTS, COUNTS.c.width == CHANGE):
        await fold_whole(database.engine, project_id, live_mode)


async def refresh_facets_regularly(database: Database, clock: Clock, failures: Failures) -> None:
    """Both, every INTERVAL_SECONDS, until it is cancelled."""

    async def refresh() -> int:
        refreshed = await refresh_due_facets(database, clock())
        if refreshed < BATCH:
            await fold_all(database)
        return refreshed

    await write_regularly(refresh, BATCH, INTERVAL_SECONDS, "facets not refreshed", failures)


async def _refresh(transaction: ScopedTransaction, most: int) -> int:
    is_meant = [FACETS.c[name] == value for name, value in transaction.scope.items()]
    due = select(FACETS.c.id).where(*is_meant, FACETS.c.next_change_at <= transaction.now)
    ids = (await transaction.connection.execute(due.order_by(FACETS.c.next_change_at).limit(most))).scalars().all()
    await update_facets(transaction, ids)
    return len(ids)
