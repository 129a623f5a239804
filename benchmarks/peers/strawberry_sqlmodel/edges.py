"""The types with edges, which read through the request's dataloaders, and the root."""

from typing import Self

import strawberry
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.peers.strawberry_sqlmodel.context import Info
from benchmarks.peers.strawberry_sqlmodel.loaders import PageKey
from benchmarks.peers.strawberry_sqlmodel.things import Address, Connection, Invoice, PaymentIntent, Plan
from models.billing import customer, subscription
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant


@strawberry.type
class BillingSubscription:
    id: strawberry.ID
    status: SubscriptionStatus
    created_at: Instant
    current_period_end: Instant

    @strawberry.field
    async def plan(self, info: Info) -> Plan:
        return Plan.from_row(await info.context.loaders.plans.load(self.id))

    @classmethod
    def from_row(cls, row: subscription.Subscription) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            status=row.status,
            created_at=row.created_at,
            current_period_end=row.current_period_end,
        )


@strawberry.type
class Customer:
    id: strawberry.ID
    name: str | None
    email: str | None
    phone: str | None
    created_at: Instant
    address: Address | None

    @strawberry.field
    async def payment_intents(self, info: Info, first: int) -> Connection[PaymentIntent]:
        rows = await info.context.loaders.payment_intents.load(PageKey(self.id, first))
        return Connection(nodes=[PaymentIntent.from_row(row) for row in rows])

    @strawberry.field
    async def subscriptions(
        self, info: Info, first: int, status: SubscriptionStatus | None = None
    ) -> Connection[BillingSubscription]:
        rows = await info.context.loaders.subscriptions.load(PageKey(self.id, first, status))
        return Connection(nodes=[BillingSubscription.from_row(row) for row in rows])

    @strawberry.field
    async def invoices(self, info: Info, first: int) -> Connection[Invoice]:
        rows = await info.context.loaders.invoices.load(PageKey(self.id, first))
        return Connection(nodes=[Invoice.from_row(row) for row in rows])

    @classmethod
    def from_row(cls, row: customer.Customer) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            name=row.name,
            email=row.email,
            phone=row.phone,
            created_at=row.created_at,
            address=_address(row),
        )


@strawberry.type
class Query:
    @strawberry.field
    async def customer(self, info: Info, id: strawberry.ID) -> Customer | None:
        found = select(customer.Customer).where(
            customer.Customer.project_id == info.context.project,
            customer.Customer.live_mode == True,  # noqa: E712 - it is SQL
            customer.Customer.id == id,
        )
        async with AsyncSession(info.context.engine) as session:
            row = (await session.exec(found)).one_or_none()
        return None if row is None else Customer.from_row(row)

    @strawberry.field
    async def customers(self, info: Info, first: int) -> Connection[Customer]:
        newest = (
            select(customer.Customer)
            .where(
                customer.Customer.project_id == info.context.project,
                customer.Customer.live_mode == True,  # noqa: E712 - it is SQL
            )
            .order_by(col(customer.Customer.created_at).desc(), col(customer.Customer.id).desc())
            .limit(first)
        )
        async with AsyncSession(info.context.engine) as session:
            rows = (await session.exec(newest)).all()
        return Connection(nodes=[Customer.from_row(row) for row in rows])


def _address(row: customer.Customer) -> Address | None:
    if row.address is None:
        return None
    return Address(
        line1=row.address["line1"],
        city=row.address["city"],
        postal_code=row.address["postal_code"],
        country=row.address["country"],
    )
