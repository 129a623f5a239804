"""The data of a soak: customers who stay as they are, subscriptions that change, and the keys of clients."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from benchmarks.database import add_key, add_seller
from benchmarks.soak.parameters import Parameters
from intake.synthetic.loading import load_synthetic
from models.access.api_key import NewApiKey
from models.access.viewer import Role, Viewer
from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import DAY, Instant, system_clock
from storage.database import Database

MAX_DOCUMENTS = 12


@dataclass(frozen=True, slots=True)
class SoakData:
    """Ids of one project; `untouched` customers own none of the `changing` subscriptions."""

    project_id: str
    keys: list[NewApiKey]
    untouched: list[Customer]
    changing: list[str]
    documents: list[str]
    begun: Instant

    @property
    def viewer(self) -> Viewer:
        """The first key's."""
        row = self.keys[0].row
        return Viewer(row.project_id, "Bench", row.live_mode, row.role, row.name, row.id)


async def create_data(database: Database, parameters: Parameters) -> SoakData:
    """Stores synthetic customers in a project of their own. The subscriptions of every second one are changed."""
    project_id, now = await add_seller(database), system_clock()
    await load_synthetic(
        database, project_id, live_mode=True, customers=parameters.customers, seed=1, now=now, strict=True
    )
    keys = [await add_key(database, project_id, Role.OPERATOR) for _ in range(parameters.keys)]
    async with database.sessions() as session:
        mine = select(Customer).where(col(Customer.project_id) == project_id).order_by(col(Customer.id))
        customers = (await session.exec(mine)).all()
        untouched = list(customers[::2])
        return SoakData(
            project_id,
            keys,
            untouched,
            list(await session.exec(_changeable([each.id for each in customers[1::2]], project_id, now))),
            list(await session.exec(_printable([each.id for each in untouched], project_id))),
            now,
        )


def _changeable(owners: list[str], project_id: str, now: Instant) -> SelectOfScalar[str]:
    return select(Subscription.id).where(
        col(Subscription.project_id) == project_id,
        col(Subscription.customer_id).in_(owners),
        col(Subscription.status) == SubscriptionStatus.ACTIVE,
        col(Subscription.cancel_at).is_(None),
        col(Subscription.current_period_end) > now + DAY,
    )


def _printable(owners: list[str], project_id: str) -> SelectOfScalar[str]:
    return (
        select(Invoice.id)
        .where(
            col(Invoice.project_id) == project_id,
            col(Invoice.customer_id).in_(owners),
            col(Invoice.status) == InvoiceStatus.PAID,
        )
        .limit(MAX_DOCUMENTS)
    )
