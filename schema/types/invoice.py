"""Invoice: what a customer was billed."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.billing.invoice import Invoice as InvoiceRow
from models.billing.invoice import InvoiceStatus, is_overdue
from models.values.instant import Instant
from resolvers.invoices.issued_invoices import pdf_url
from resolvers.invoices.pdf_versions import SHA256_OF_INVOICE_PDF
from resolvers.relations import CUSTOMER, LINES_OF_INVOICE, SUBSCRIPTION
from schema.connections.connection import Connection
from schema.connections.to_many import has_many
from schema.declarations.batched import batched
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.declarations.to_one import belongs_to
from schema.types.invoice_line import InvoiceLine
from schema.types.money import Money, money
from schema.types.node import Node
from schema.types.scalars import URL

if TYPE_CHECKING:
    from schema.types.customer import Customer
    from schema.types.subscription import BillingSubscription


def _itself(sha256: str | None) -> str | None:
    return sha256


@row_type(InvoiceRow, "What a customer was billed; a negative total is a credit.")
class Invoice(Node):
    id: strawberry.ID = column("id", "The invoice's id.")
    number: str | None = column("number", "The number printed on it; null for a draft.")
    status: InvoiceStatus = column("status", "Where it stands.")
    overdue: bool = derived(
        is_overdue, "status", "due_at", needs=(Need.NOW,), description="Whether it is open past its due date."
    )
    subtotal: Money = money("subtotal", "The sum of its lines, before tax.")
    tax: Money = money("tax", "The tax on it.")
    total: Money = money("total", "Subtotal and tax together.")
    amount_due: Money = money("amount_due", "What was to be paid.")
    amount_paid: Money = money("amount_paid", "What has been paid.")
    amount_remaining: Money = money("amount_remaining", "What is left to be paid.")
    created_at: Instant = column("created_at", "When it was created.")
    issued_at: Instant | None = column("issued_at", "When it was issued; null for a draft.")
    due_at: Instant | None = column("due_at", "When it is to be paid by.")
    paid_at: Instant | None = column("paid_at", "When it was paid in full.")
    voided_at: Instant | None = column("voided_at", "When it was withdrawn.")
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
        through=_itself,
        description="The SHA-256 of the PDF's bytes in hex, which is its ETag too. Null for a draft, and until the PDF "
        "of what the invoice now says has been opened for the first time: from then on everybody gets these bytes.",
    )
    customer: Annotated["Customer", strawberry.lazy("schema.types.customer")] = belongs_to(
        CUSTOMER, "customer_id", "Who was billed."
    )
    subscription: Annotated["BillingSubscription", strawberry.lazy("schema.types.subscription")] | None = belongs_to(
        SUBSCRIPTION, "subscription_id", "The subscription it bills; null for a one-off."
    )
