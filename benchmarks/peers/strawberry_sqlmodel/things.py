"""The types that hold no edge, each made from its row."""

from typing import Generic, Self, TypeVar

import strawberry

# Makes the enums of the models known to Strawberry.
import schema.enums  # noqa: F401
from models.billing import invoice, payment_intent, plan
from models.values.instant import Instant
from schema.types.scalars import BigInt

Node = TypeVar("Node")


@strawberry.type
class Connection(Generic[Node]):
    nodes: list[Node]


@strawberry.type
class Address:
    line1: str | None
    city: str | None
    postal_code: str | None
    country: str | None


@strawberry.type
class Money:
    amount_minor: BigInt
    currency: str


@strawberry.type
class Plan:
    id: strawberry.ID
    name: str
    product_name: str
    interval: plan.BillingInterval
    amount: Money

    @classmethod
    def from_row(cls, row: plan.Plan) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            name=row.name,
            product_name=row.product_name,
            interval=row.interval or plan.BillingInterval.MONTH,
            amount=Money(amount_minor=BigInt(row.amount or 0), currency=row.currency or ""),
        )


@strawberry.type
class PaymentIntent:
    id: strawberry.ID
    status: payment_intent.PaymentIntentStatus
    description: str | None
    created_at: Instant
    amount: Money

    @classmethod
    def from_row(cls, row: payment_intent.PaymentIntent) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            status=row.status,
            description=row.description,
            created_at=row.created_at,
            amount=Money(amount_minor=BigInt(row.amount), currency=row.currency),
        )


@strawberry.type
class Invoice:
    id: strawberry.ID
    number: str | None
    status: invoice.InvoiceStatus
    created_at: Instant
    due_at: Instant | None
    total: Money
    amount_due: Money

    @classmethod
    def from_row(cls, row: invoice.Invoice) -> Self:
        return cls(
            id=strawberry.ID(row.id),
            number=row.number,
            status=row.status,
            created_at=row.created_at,
            due_at=row.due_at,
            total=Money(amount_minor=BigInt(row.total), currency=row.currency),
            amount_due=Money(amount_minor=BigInt(row.amount_due), currency=row.currency),
        )
