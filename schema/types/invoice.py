"""Invoice: what a customer was billed."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.billing.invoice import LATE_BY, InvoiceStatus, is_overdue
from models.billing.invoice import Invoice as InvoiceRow
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.invoices.issued_invoices import ISSUED_INVOICES
from resolvers.invoices.links import pdf_url
from resolvers.invoices.pdf_versions import SHA256_OF_INVOICE_PDF
from resolvers.invoices.tax_rates_of_invoices import RATES_OF_INVOICES
from resolvers.relations import CUSTOMER, LINES_OF_INVOICE, SUBSCRIPTION
from schema.connections.connection import Connection
from schema.connections.to_many import has_many
from schema.declarations.batched import batched
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.declarations.to_one import belongs_to
from schema.types.e_invoice import EInvoice, einvoice_of
from schema.types.invoice_line import InvoiceLine
from schema.types.money import Money, money
from schema.types.node import Node, updated_at
from schema.types.scalars import URL
from schema.types.tax_amount import TaxAmount, tax_amounts_of

if TYPE_CHECKING:
    from schema.types.customer import Customer
    from schema.types.subscription import BillingSubscription


def _amount_or_zero(amount: int | None, currency: str) -> Amount:
    return Amount(amount or 0, currency)


def _taken_off(amount: int | None, currency: str) -> Amount:
    return Amount(-(amount or 0), currency)


@row_type(InvoiceRow, "What a customer was billed; a negative total is a credit.")
class Invoice(Node):
    id: strawberry.ID = column("id", "The invoice's id.")
    number: str | None = column("number", "The number printed on it; null for a draft.")
    status: InvoiceStatus = column("status", "Where it stands.")
    overdue: bool = derived(
        is_overdue,
        *LATE_BY,
        needs=(Need.NOW,),
        description="Whether it is open and late: past its due date, or its charge was tried and is not under way.",
    )
    subtotal: Money = money(
        "subtotal", "The sum of its lines, before discounts, shipping and the tax that is put on top."
    )
    discount: Money = derived(
        _taken_off, "discount", "currency", description="What discounts take off: zero or negative."
    )
    billing_credits: Money = derived(
        _taken_off,
        "billing_credits",
        "currency",
        description="What billing credits of the platform take off before tax: zero or negative.",
    )
    shipping: Money = derived(_amount_or_zero, "shipping", "currency", description="What shipping costs, before tax.")
    tax: Money = money("tax", "All the tax on it, included in prices or put on top.")
    taxes: list[TaxAmount] = batched(
        RATES_OF_INVOICES,
        function=tax_amounts_of,
        columns=("id", "currency", "taxes"),
        description="The tax by rate; empty where there is none, or where the rates are not known.",
    )
    total: Money = money("total", "What it comes to: subtotal, discount, billing credits, shipping and the tax on top.")
    amount_credited: Money = money("amount_credited", "By how much credit notes made it smaller after it was issued.")
    attempt_count: int | None = column(
        "attempt_count", "How often it was tried to charge it; null where that is not known."
    )
    next_attempt_at: Instant | None = column("next_attempt_at", "When that is tried next, if it will be.")
    lines_complete: bool = column(
        "lines_complete", "Whether all its lines are here. False where the source held only some of them."
    )
    amount_due: Money = money("amount_due", "What was to be paid.")
    amount_paid: Money = money("amount_paid", "What has been paid.")
    amount_remaining: Money = money("amount_remaining", "What is left to be paid.")
    created_at: Instant = column("created_at", "When it was created.")
    updated_at: Instant = updated_at("issued_at", "paid_at", "voided_at", "uncollectible_at")
    issued_at: Instant | None = column("issued_at", "When it was issued; null for a draft.")
    due_at: Instant | None = column("due_at", "When it is to be paid by.")
    paid_at: Instant | None = column("paid_at", "When it was paid in full.")
    voided_at: Instant | None = column("voided_at", "When it was withdrawn.")
    uncollectible_at: Instant | None = column(
        "uncollectible_at", "When it was last marked as uncollectible, even if it was paid since."
    )
    lines: Connection[InvoiceLine] = has_many(LINES_OF_INVOICE, "What was sold, in the invoice's order.")
    pdf_url: URL | None = derived(
        pdf_url,
        "id",
        "status",
        needs=(Need.CONTEXT,),
        description="Opens the PDF with no header for 30 days: fit for an e-mail. Null for a draft.",
    )
    pdf_sha256: str | None = batched(
        SHA256_OF_INVOICE_PDF,
        description="The SHA-256 of the PDF's bytes in hex, which is its ETag too. Null for a draft, and until the PDF "
        "of what the invoice now says has been opened for the first time: from then on everybody gets these bytes.",
    )
    e_invoice: EInvoice | None = batched(
        ISSUED_INVOICES,
        function=einvoice_of,
        needs=(Need.CONTEXT,),
        costs=20,
        description="The invoice as structured data, or why there is none; null for a draft. It counts as 20 nodes, "
        "because all lines are read for it.",
    )
    customer: Annotated["Customer", strawberry.lazy("schema.types.customer")] = belongs_to(
        CUSTOMER, "customer_id", "Who was billed."
    )
    subscription: Annotated["BillingSubscription", strawberry.lazy("schema.types.subscription")] | None = belongs_to(
        SUBSCRIPTION, "subscription_id", "The subscription it bills; null for a one-off."
    )
