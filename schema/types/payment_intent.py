"""PaymentIntent: one attempt to take money."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.billing.payment_intent import PaymentIntent as PaymentIntentRow
from models.billing.payment_intent import PaymentIntentStatus
from models.values.instant import Instant
from resolvers.relations import CUSTOMER, INVOICE
from schema.declarations import column, derived, face_of
from schema.edges import belongs_to
from schema.types.invoice import Invoice
from schema.types.money import Money, money
from schema.types.node import Node

if TYPE_CHECKING:
    from schema.types.customer import Customer


@strawberry.type(description="Why a payment did not complete.")
class PaymentFailure:
    code: str | None = strawberry.field(description='The processor\'s code, such as "card_declined".')
    message: str | None = strawberry.field(description="The reason in words.")


@strawberry.type(description="What was paid with; never more of a card than its brand and last four digits.")
class PaymentMethodSummary:
    type: str = strawberry.field(description='The kind, such as "card" or "sepa_debit".')
    brand: str | None = strawberry.field(description="A card's brand.")
    last4: str | None = strawberry.field(description="The last four digits of the card or account.")


def failure_of(code: str | None, message: str | None) -> PaymentFailure | None:
    """The failure that was kept, if any."""
    return PaymentFailure(code=code, message=message) if code or message else None


def method_of(kind: str | None, brand: str | None, last4: str | None) -> PaymentMethodSummary | None:
    """The method, where it is known."""
    return PaymentMethodSummary(type=kind, brand=brand, last4=last4) if kind else None


@face_of(PaymentIntentRow, "One attempt to take money, and how it ended.")
class PaymentIntent(Node):
    id: strawberry.ID = column("id", "The payment's id.")
    amount: Money = money("amount", "What was to be charged.")
    status: PaymentIntentStatus = column("status", "Where it stands.")
    description: str | None = column("description", "What it is for.")
    created_at: Instant = column("created_at", "When it was begun.")
    failure: PaymentFailure | None = derived(
        failure_of, "failure_code", "failure_message", description="Why the last try failed, if it did."
    )
    payment_method: PaymentMethodSummary | None = derived(
        method_of,
        "method_type",
        "method_brand",
        "method_last4",
        description="What was paid with, where it is known.",
    )
    customer: Annotated["Customer", strawberry.lazy("schema.types.customer")] | None = belongs_to(
        CUSTOMER, "customer_id", "Who paid; null for a guest."
    )
    invoice: Invoice | None = belongs_to(INVOICE, "invoice_id", "The invoice it pays, if it pays one.")
