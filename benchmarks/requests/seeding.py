"""The data that every contestant reads: the same synthetic customers, in a SQLite file and in PostgreSQL."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, make_url, text
from sqlmodel import col, func, select

from benchmarks.database import add_key, add_seller, migrated
from intake.synthetic.loading import load_synthetic
from models.access.viewer import Role
from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import Instant
from storage.database import Database

CUSTOMERS = 500
SEED = 1
FULL_PAGE = 20
ASKED_CUSTOMERS = 16

_EXTRAS = Path(__file__).parents[1] / "peers" / "postgraphile" / "schema.sql"


class Seeded(NamedTuple):
    """A database, the project in it, a key to it, and the customers whose page is asked for."""

    url: URL
    project: str
    key: str
    customer_ids: list[str]

    @property
    def location(self) -> str:
        """As a peer is told it: a file's path, or a URL without a driver's name."""
        if self.url.get_backend_name() == "sqlite":
            return str(self.url.database)
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)


async def seed(url: str, now: Instant, customers: int = CUSTOMERS) -> Seeded:
    """Fills an empty database; the same `now` gives the same rows."""
    async with migrated(url) as database:
        project = await add_seller(database)
        await load_synthetic(database, project, live_mode=True, customers=customers, seed=SEED, now=now)
        if database.dialect.name == "postgresql":
            await _prepare_postgres(database)
        key = await add_key(database, project, Role.VIEWER)
        return Seeded(make_url(url), project, key.secret, await _full_customers(database))


async def _full_customers(database: Database) -> list[str]:
    """Those with a full page of payments and of invoices, and an active subscription."""
    busy = [
        select(model.customer_id).group_by(col(model.customer_id)).having(func.count() >= FULL_PAGE)
        for model in (PaymentIntent, Invoice)
    ]
    active = select(Subscription.customer_id).where(Subscription.status == SubscriptionStatus.ACTIVE)
    ids = active.where(*(col(Subscription.customer_id).in_(each) for each in busy)).distinct()
    async with database.sessions() as session:
        return list((await session.exec(ids.order_by(col(Subscription.customer_id)).limit(ASKED_CUSTOMERS))).all())


async def _prepare_postgres(database: Database) -> None:
    """What PostGraphile adds, and statistics, which a database in use has."""
    async with database.engine.begin() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        await driver.execute(_EXTRAS.read_text())  # type: ignore[union-attr]
        await connection.execute(text("ANALYZE"))
