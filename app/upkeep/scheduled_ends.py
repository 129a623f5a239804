"""Ends subscriptions whose scheduled end has come, a few at a time, with one event for each.

Reads show an end from its second on. It is written for those who read the tables, and for the record of changes.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.upkeep.batches import write_regularly
from app.upkeep.failures import Failures
from models.billing.event import SERVICE, EventType, make_event
from models.billing.subscription import Subscription
from models.values.instant import Clock, Instant
from resolvers.summaries.facet_updates import update_facets
from resolvers.summaries.outdated_figures import invalidate_figures
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database

INTERVAL_SECONDS = 30.0
BATCH = 100


async def write_ends(database: Database, now: Instant) -> int:
    """Writes at most BATCH ends that have come, the earliest first; returns how many."""
    cancel_at = col(Subscription.cancel_at)
    due = select(Subscription).where(cancel_at <= now).order_by(cancel_at).limit(BATCH)
    async with database.sessions() as session, session.begin():
        # Another process may be writing them: it keeps the rows that it has locked.
        subscriptions = (await session.exec(due.with_for_update(skip_locked=True, key_share=True))).all()
        for subscription in subscriptions:
            await _end(session, subscription, now)
        await _update_derived(session, subscriptions, now)
    return len(subscriptions)


async def _end(session: AsyncSession, subscription: Subscription, now: Instant) -> None:
    before = subscription.model_dump()
    subscription.end_if_due(now)
    ended_at = subscription.ended_at
    assert ended_at is not None  # noqa: S101
    # The id follows from the end: if a late, older version schedules it again, there is still one event.
    event_id = f"evt_{subscription.id}_{ended_at}"
    await session.merge(make_event(event_id, EventType.SUBSCRIPTION_ENDED, before, subscription, SERVICE, ended_at))


async def _update_derived(session: AsyncSession, ended: Sequence[Subscription], now: Instant) -> None:
    await session.flush()
    connection = await session.connection()
    customers: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for subscription in ended:
        customers[subscription.project_id, subscription.live_mode].add(subscription.customer_id)
    # In the order of their keys, so that two processes take their locks in the same order.
    for (project_id, live_mode), ids in sorted(customers.items()):
        transaction = ScopedTransaction(connection, project_id, live_mode, now)
        await update_facets(transaction, ids, ids)
        await invalidate_figures(transaction, ids)


async def write_ends_regularly(database: Database, clock: Clock, failures: Failures) -> None:
    """Writes them every INTERVAL_SECONDS, until it is cancelled."""
    await write_regularly(
        lambda: write_ends(database, clock()), BATCH, INTERVAL_SECONDS, "scheduled ends not written", failures
    )
