"""Deletes entries of the access log that are older than they are kept, a few at a time."""

from sqlalchemy import Table, delete, select, tuple_

from app.upkeep.batches import write_regularly
from app.upkeep.failures import Failures
from models.access.customer_read import CustomerRead
from models.billing.link_revocation import LinkRevocation
from models.ownership import table_of
from models.values.instant import DAY, Clock, Instant
from storage.database import Database

INTERVAL_SECONDS = 60.0
BATCH = 500

_TABLES = (table_of(CustomerRead), table_of(LinkRevocation))


async def sweep(database: Database, now: Instant, days: int) -> int:
    """Deletes at most BATCH entries of each kind that are `days` old, oldest first; how many of the larger kind."""
    return max([await _sweep(database, table, Instant(now - days * DAY)) for table in _TABLES])


async def _sweep(database: Database, table: Table, until: Instant) -> int:
    key = tuple(table.primary_key.columns)
    old = select(*key).where(table.c.created_at <= until).order_by(table.c.created_at).limit(BATCH)
    # Another process may be sweeping: it keeps the rows that it has locked.
    old = old.with_for_update(skip_locked=True)
    async with database.engine.begin() as connection:
        return (await connection.execute(delete(table).where(tuple_(*key).in_(old)))).rowcount


async def sweep_access_log_regularly(database: Database, clock: Clock, days: int, failures: Failures) -> None:
    """Sweeps every INTERVAL_SECONDS until it is cancelled."""
    await write_regularly(
        lambda: sweep(database, clock(), days), BATCH, INTERVAL_SECONDS, "the access log is not swept", failures
    )
