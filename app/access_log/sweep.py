"""Deletes entries of the access log that are older than they are kept, a few at a time."""

from sqlalchemy import delete, select, tuple_

from app.upkeep.batches import write_regularly
from models.access.customer_read import CustomerRead
from models.ownership import table_of
from models.values.instant import DAY, Clock, Instant
from storage.database import Database

INTERVAL_SECONDS = 60.0
BATCH = 500

_TABLE = table_of(CustomerRead)
_KEY = tuple(_TABLE.primary_key.columns)


async def sweep(database: Database, now: Instant, days: int) -> int:
    """Deletes at most BATCH entries that are `days` old, oldest first; how many there were."""
    old = select(*_KEY).where(_TABLE.c.created_at <= now - days * DAY).order_by(_TABLE.c.created_at).limit(BATCH)
    # Another process may be sweeping: it keeps the rows that it has locked.
    old = old.with_for_update(skip_locked=True)
    async with database.engine.begin() as connection:
        return (await connection.execute(delete(_TABLE).where(tuple_(*_KEY).in_(old)))).rowcount


async def sweep_access_log_regularly(database: Database, clock: Clock, days: int) -> None:
    """Sweeps every INTERVAL_SECONDS, for ever."""
    await write_regularly(
        lambda: sweep(database, clock(), days), BATCH, INTERVAL_SECONDS, "the access log is not swept"
    )
