"""Updates facets that the clock has changed, a few at a time, and folds changes of counts into the counts.

Reads always show current facets: they compute those that are outdated, which must be few.
"""

from functools import partial
from typing import NamedTuple

from sqlalchemy import select

from app.upkeep.batches import write_regularly
from app.upkeep.due import find_scopes, refresh_due
from app.upkeep.failures import Failures
from app.upkeep.turns import Turns
from models.summaries.customer_count import CHANGE
from models.values.instant import Clock, Instant
from resolvers.isolating import isolate
from resolvers.summaries.count_updates import COUNTS
from resolvers.summaries.facet_updates import FACETS, update_facets
from resolvers.summaries.folding import fold_whole
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database

INTERVAL_SECONDS = 10.0
BATCH = 500
FAILURE = "facets not refreshed"


class _Key(NamedTuple):
    project_id: str
    live_mode: bool
    customer_id: str


async def refresh_due_facets(database: Database, now: Instant, turns: Turns[_Key] | None = None) -> int:
    """Updates the facets of at most BATCH customers that the clock has changed; returns how many."""
    refresh = partial(_refresh, Turns(FAILURE) if turns is None else turns)
    return await refresh_due(database, FACETS.c.next_change_at, now, BATCH, refresh)


async def fold_all(database: Database) -> None:
    """Folds the counts of every project and mode in which any have changed."""
    for project_id, live_mode in await find_scopes(database, COUNTS, COUNTS.c.width == CHANGE):
        await fold_whole(database.engine, project_id, live_mode)


async def refresh_facets_regularly(database: Database, clock: Clock, failures: Failures) -> None:
    """Both, every INTERVAL_SECONDS, until it is cancelled."""
    turns = Turns[_Key](FAILURE, failures)

    async def refresh() -> int:
        refreshed = await refresh_due_facets(database, clock(), turns)
        if refreshed < BATCH:
            await fold_all(database)
        return refreshed

    await write_regularly(refresh, BATCH, INTERVAL_SECONDS, FAILURE, failures)


async def _refresh(turns: Turns[_Key], transaction: ScopedTransaction, most: int) -> int:
    connection, scope = transaction.connection, transaction.scope
    is_meant = [FACETS.c[name] == value for name, value in scope.items()]
    due = select(FACETS.c.id).where(*is_meant, FACETS.c.next_change_at <= transaction.now)
    found = await connection.execute(due.order_by(FACETS.c.next_change_at).limit(most + len(turns)))
    keys = [_Key(**scope, customer_id=customer_id) for customer_id in found.scalars()]
    keys = [key for key in keys if turns.has_turn(key, transaction.now)][:most]

    async def update(keys: list[_Key]) -> dict[_Key, None]:
        # What a failed statement leaves undone must not fail the others'.
        async with connection.begin_nested():
            await update_facets(transaction, [key.customer_id for key in keys])
        return dict.fromkeys(keys)

    updated, failed = await isolate(update, keys)
    turns.note_done(updated)
    for key, error in failed.items():
        turns.note_failed(key, error, transaction.now, project_id=key.project_id, customer_id=key.customer_id)
    return len(updated)
