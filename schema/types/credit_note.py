"""CreditNote: what made an issued invoice smaller."""

import strawberry

from models.billing.credit_note import CreditNote as CreditNoteRow
from models.billing.credit_note import CreditNoteStatus
from models.values.instant import Instant
from resolvers.invoices.links import credit_note_url
from resolvers.relations import INVOICE
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.declarations.to_one import belongs_to
from schema.types.invoice import Invoice
from schema.types.money import Money, money
from schema.types.node import Node, updated_at
from schema.types.scalars import URL


def _number(number: str | None, credit_note_id: str) -> str:
    return number or credit_note_id


@row_type(CreditNoteRow, "What makes an issued invoice smaller: money that is not owed any more, or is given back.")
class CreditNote(Node):
    id: strawberry.ID = column("id", "The credit note's id.")
    number: str = derived(_number, "number", "id", description="The number printed on it; its id where it has none.")
    status: CreditNoteStatus = column("status", "Whether it is in force.")
    total: Money = money("total", "By how much the invoice is smaller, tax included; positive.")
    reason: str | None = column(
        "reason",
        'Why: "duplicate", "fraudulent", "order_change" or "product_unsatisfactory"; null where that was not said.',
    )
    issued_at: Instant = column("issued_at", "When it was issued.")
    updated_at: Instant = updated_at("issued_at", "voided_at")
    invoice: Invoice | None = belongs_to(INVOICE, "invoice_id", "The invoice it is of; null where that is not known.")
    pdf_url: URL | None = derived(
        credit_note_url,
        "id",
        "invoice_id",
        needs=(Need.CONTEXT,),
        description="Opens the PDF with no header for 30 days. Null where its invoice is not known.",
    )
