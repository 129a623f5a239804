"""Deletes idempotency records that are too old to be used, a few at a time."""

import asyncio

import structlog
from sqlalchemy import delete, select, tuple_

from models.billing.idempotency import KEPT_FOR, IdempotencyRecord
from models.values.instant import Clock, Instant
from storage.database import Database

INTERVAL_SECONDS = 60.0
# A short transaction, so that no cancellation waits for it.
BATCH = 500

_TABLE = IdempotencyRecord.__table__  # type: ignore[attr-defined]
_KEY = tuple(_TABLE.primary_key.columns)

log = structlog.stdlib.get_logger(__name__)


async def sweep(database: Database, now: Instant) -> int:
    """Deletes at most BATCH records older than KEPT_FOR, oldest first; how many there were."""
    old = select(*_KEY).where(_TABLE.c.created_at <= now - KEPT_FOR).order_by(_TABLE.c.created_at).limit(BATCH)
    # Another process may be sweeping: it keeps the rows that it has locked.
    old = old.with_for_update(skip_locked=True)
    async with database.engine.begin() as connection:
        return (await connection.execute(delete(_TABLE).where(tuple_(*_KEY).in_(old)))).rowcount


async def sweep_regularly(database: Database, clock: Clock) -> None:
    """Sweeps every INTERVAL_SECONDS, for ever."""
    while True:
        await asyncio.sleep(INTERVAL_SECONDS)
        try:
            while await sweep(database, clock()) == BATCH:
                pass
        except Exception as error:
            # On an error, try again at the next interval.
            log.warning("idempotency records not swept", error=type(error).__name__)
