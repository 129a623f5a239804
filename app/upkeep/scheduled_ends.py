"""Ends subscriptions whose scheduled end has come, a few at a time, with one event for each.

Reads show an end from its second on. It is written for those who read the tables, and for the record of changes.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import select as select_columns
from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.upkeep.batches import write_regularly
from app.upkeep.failures import Failures
from app.upkeep.turns import Turns
from models.billing.event import SERVICE, EventType, make_event
from models.billing.subscription import Subscription
from models.values.instant import Clock, Instant
from resolvers.isolating import isolate
from resolvers.summaries.facet_updates import update_facets
from resolvers.summaries.outdated_figures import invalidate_figures
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database

INTERVAL_SECONDS = 30.0
BATCH = 100
FAILURE = "scheduled ends not written"


class _Key(NamedTuple):
    project_id: str
    live_mode: bool
    id: str


_KEY = tuple(col(getattr(Subscription, name)) for name in _Key._fields)


async def write_ends(database: Database, now: Instant, turns: Turns[_Key] | None = None) -> int:
    """Writes at most BATCH ends that have come, the earliest first; returns how many. One that fails keeps no other."""
    turns = Turns(FAILURE) if turns is None else turns
    due = await _list_due(database, now, BATCH + len(turns))
    keys = [key for key in due if turns.has_turn(key, now)][:BATCH]
    written, failed = await isolate(partial(_write, database, now), keys)
    turns.note_done(written)
    for key, error in failed.items():
        turns.note_failed(key, error, now, project_id=key.project_id, subscription_id=key.id)
    return len(written)


async def _list_due(database: Database, now: Instant, most: int) -> list[_Key]:
    cancel_at = col(Subscription.cancel_at)
    due = select_columns(*_KEY).where(cancel_at <= now).order_by(cancel_at).limit(most)
    async with database.engine.connect() as connection:
        return [_Key(*row) for row in await connection.execute(due)]


async def _write(database: Database, now: Instant, keys: list[_Key]) -> dict[_Key, None]:
    """Those of the ends that were written here, in one transaction."""
    cancel_at = col(Subscription.cancel_at)
    due = select(Subscription).where(cancel_at <= now, tuple_(*_KEY).in_(keys)).order_by(cancel_at)
    async with database.sessions() as session, session.begin():
        # Another process may be writing them: it keeps the rows that it has locked.
        subscriptions = (await session.exec(due.with_for_update(skip_locked=True, key_share=True))).all()
        for subscription in subscriptions:
            await _end(session, subscription, now)
        await _update_derived(session, subscriptions, now)
        return {_Key(each.project_id, each.live_mode, each.id): None for each in subscriptions}


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
    turns = Turns[_Key](FAILURE, failures)
    await write_regularly(lambda: write_ends(database, clock(), turns), BATCH, INTERVAL_SECONDS, FAILURE, failures)
