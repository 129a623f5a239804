"""Brings the facets of customers up to the clock, a few at a time, and their counts up to what has changed.

Reads show facets as they are now: they compute those that are not kept for now, which must be few.
"""

from sqlalchemy import select

from app.upkeep.batches import write_regularly
from app.upkeep.due import find_scopes, keep_due
from models.summaries.customer_count import CHANGE
from models.values.instant import Clock, Instant
from resolvers.summaries.folding import fold_whole
from resolvers.summaries.keeping import Keeping
from resolvers.summaries.kept_counts import COUNTS
from resolvers.summaries.kept_facets import FACETS, keep_facets
from storage.database import Database

INTERVAL_SECONDS = 10.0
BATCH = 500


async def keep_due_facets(database: Database, now: Instant) -> int:
    """Keeps the facets of at most BATCH customers whom the clock has changed; how many there were."""
    return await keep_due(database, FACETS.c.next_change_at, now, BATCH, _keep_some)


async def fold_all(database: Database) -> None:
    """Folds the counts of every project and mode in which any have changed."""
    for project_id, live_mode in await find_scopes(database, COUNTS, COUNTS.c.width == CHANGE):
        await fold_whole(database.engine, project_id, live_mode)


async def keep_facets_regularly(database: Database, clock: Clock) -> None:
    """Does both every INTERVAL_SECONDS, for ever."""

    async def keep() -> int:
        kept = await keep_due_facets(database, clock())
        if kept < BATCH:
            await fold_all(database)
        return kept

    await write_regularly(keep, BATCH, INTERVAL_SECONDS, "facets not brought up to the clock")


async def _keep_some(keeping: Keeping, most: int) -> int:
    is_meant = [FACETS.c[name] == value for name, value in keeping.scope.items()]
    due = select(FACETS.c.id).where(*is_meant, FACETS.c.next_change_at <= keeping.now)
    ids = (await keeping.connection.execute(due.order_by(FACETS.c.next_change_at).limit(most))).scalars().all()
    await keep_facets(keeping, ids)
    return len(ids)
