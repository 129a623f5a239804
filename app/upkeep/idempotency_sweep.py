"""Deletes idempotency records that are too old to be used, a few at a time."""

from sqlalchemy import delete, select, tuple_

from app.upkeep.batches import write_regularly
from app.upkeep.failures import Failures
from models.billing.idempotency import KEPT_FOR, IdempotencyRecord
from models.values.instant import Clock, Instant
from storage.database import Database

INTERVAL_SECONDS = 60.0
BATCH = 500

_TABLE = IdempotencyRecord.__table__  # type: ignore[attr-defined]
_KEY = tuple(_TABLE.primary_key.columns)


async def sweep(database: Database, now: Instant) -> int:
    """Deletes at most BATCH records older than KEPT_FOR, oldest first; returns how many."""
    old = select(*_KEY).where(_TABLE.c.created_at <= now - KEPT_FOR).order_by(_TABLE.c.created_at).limit(BATCH)
    # Another process may be sweeping: it keeps the rows that it has locked.
    old = old.with_for_update(skip_locked=True)
    async with database.engine.begin() as connection:
        return (await connection.execute(delete(_TABLE).where(tuple_(*_KEY).in_(old)))).rowcount


async def sweep_regularly(database: Database, clock: Clock, failures: Failures) -> None:
    """Sweeps every INTERVAL_SECONDS, until it is cancelled."""
    await write_regularly(
        lambda: sweep(database, clock()), BATCH, INTERVAL_SECONDS, "idempotency records not swept", failures
    )
