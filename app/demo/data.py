"""The demonstration's customers: many live ones, and a few in test mode."""

from sqlmodel import col, select

from app.demo.seller import DEMO_PROJECT
from intake.progress import Progress
from intake.synthetic.loading import load_synthetic
from models.billing.customer import Customer
from models.values.instant import Instant
from storage.database import Database

MAX_TEST_CUSTOMERS = 20


async def ensure_customers(database: Database, customers: int, seed: int, now: Instant, on_progress: Progress) -> None:
    """Loads synthetic customers, unless there are live ones already."""
    if await _has_customers(database):
        return
    # The live ones, which tell whether anything is to be done, come last, and all or none.
    for live_mode, count in ((False, min(customers, MAX_TEST_CUSTOMERS)), (True, customers)):
        await load_synthetic(
            database,
            DEMO_PROJECT,
            live_mode=live_mode,
            customers=count,
            seed=seed,
            now=now,
            strict=True,
            on_progress=on_progress,
        )


async def _has_customers(database: Database) -> bool:
    live = select(col(Customer.id)).where(col(Customer.project_id) == DEMO_PROJECT, col(Customer.live_mode).is_(True))
    async with database.sessions() as session:
        return (await session.exec(live.limit(1))).first() is not None
