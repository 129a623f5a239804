"""PaymentIntent: one attempt to take money."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.billing.payment_intent import PaymentIntent as PaymentIntentRow
from models.billing.payment_intent import PaymentIntentStatus
from models.values.instant import Instant
from resolvers.relations import CUSTOMER, INVOICE
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.declarations.to_one import belongs_to
from schema.types.invoice import Invoice
from schema.types.money import Money, money
from schema.types.node import Node
from schema.types.payment_failure import PaymentFailure, failure_of
from schema.types.payment_method_summary import PaymentMethodSummary, method_of

if TYPE_CHECKING:
    from schema.types.customer import Customer


@row_type(PaymentIntentRow, "One attempt to take money, and how it ended.")
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
