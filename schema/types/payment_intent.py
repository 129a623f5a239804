"""PaymentIntent: a payment, its attempts, and what was given back of it."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.billing.payment_intent import PaymentIntent as PaymentIntentRow
from models.billing.payment_intent import PaymentIntentStatus, RefundStatus
from models.values.instant import Instant
from resolvers.relations import CHARGES_OF_PAYMENT, CUSTOMER, DISPUTES_OF_PAYMENT, INVOICE, REFUNDS_OF_PAYMENT
from schema.connections.connection import Connection
from schema.connections.short_list import short_list
from schema.connections.to_many import has_many
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived, withheld
from schema.declarations.to_one import belongs_to
from schema.types.dispute import Dispute
from schema.types.invoice import Invoice
from schema.types.metadata_entry import MetadataEntry, known_metadata_of
from schema.types.money import Money, money
from schema.types.node import Node, updated_at
from schema.types.payment_attempt import PaymentAttempt
from schema.types.payment_failure import PaymentFailure, failure_of
from schema.types.payment_method_summary import PaymentMethodSummary, method_of
from schema.types.refund import Refund

if TYPE_CHECKING:
    from schema.types.customer import Customer


@row_type(PaymentIntentRow, "Money that is, or was to be, taken: what was tried, what came in, and what went back.")
class PaymentIntent(Node):
    id: strawberry.ID = column("id", "The payment's id.")
    amount: Money = money("amount", "What was to be charged.")
    amount_received: Money = money(
        "amount_received", "What came in: less than `amount` where only a part was captured."
    )
    amount_refunded: Money = money(
        "amount_refunded", "What of it was given back, or is on its way back; refunds that failed don't count."
    )
    refund_status: RefundStatus = column("refund_status", "How much of what came in was given back.")
    disputed: bool = column("disputed", "Whether a dispute of it is open, or was lost.")
    status: PaymentIntentStatus = column("status", "Where it stands.")
    description: str | None = withheld(
        "description",
        "What it is for, as the project notes it; null for a customer's token.",
    )
    metadata: list[MetadataEntry] | None = derived(
        known_metadata_of,
        "extra",
        needs=(Need.CONTEXT,),
        description="The metadata that the project stores with the payment, by key; empty for a customer's token. "
        "Null where it is not known: of a payment that only its charges tell of, or that was imported before metadata "
        "of payments were kept, until it is imported again.",
    )
    created_at: Instant = column("created_at", "When it was begun.")
    updated_at: Instant = updated_at()
    attempts: list[PaymentAttempt] = short_list(
        CHARGES_OF_PAYMENT,
        at_most=20,
        description="What was tried to take it, newest first, at most 20. Empty where only the outcome is known.",
    )
    refunds: Connection[Refund] = has_many(REFUNDS_OF_PAYMENT, "What was given back of it, newest first.")
    disputes: list[Dispute] = short_list(
        DISPUTES_OF_PAYMENT,
        at_most=5,
        description="The customer's objections to it that are known, newest first, at most 5.",
    )
    failure: PaymentFailure | None = derived(
        failure_of,
        "failure_code",
        "failure_message",
        needs=(Need.CONTEXT,),
        description="Why the last try failed, if it did.",
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
