"""The issued invoices and credit notes of a customer: what must be kept as it was given to them."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, Text, exists, func, literal, select, type_coerce, union_all

from models.billing.credit_note import CreditNote
from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_pdf import InvoicePdf
from models.ownership import table_of
from models.scoped import same_scope
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.erasure.customer_rows import AS_PARAMETERS, CustomerRows
from resolvers.scopes import Scope

INVOICE, CREDIT_NOTE = table_of(Invoice), table_of(CreditNote)
# Where its PDFs are named, and by which column.
PDFS = {INVOICE: (table_of(InvoicePdf), "invoice_id"), CREDIT_NOTE: (table_of(CreditNotePdf), "credit_note_id")}


class Paper(NamedTuple):
    """An invoice or a credit note: when it was issued, its version, and whether any PDF of it is kept."""

    id: str
    is_credit_note: bool
    issued_at: Instant
    version: str
    has_pdf: bool


def select_papers(customer: CustomerRows) -> Select[Any]:
    """The columns of `Paper`, of all that the customer was issued. A credit note without its invoice has no PDF."""
    issued = INVOICE.c.status != InvoiceStatus.DRAFT
    at = func.coalesce(INVOICE.c.effective_at, INVOICE.c.issued_at, INVOICE.c.created_at)
    invoices = _papers(INVOICE, False, at).where(customer.rows_of(INVOICE), issued)
    corrects = exists().where(same_scope(INVOICE, CREDIT_NOTE), INVOICE.c.id == CREDIT_NOTE.c.invoice_id, issued)
    notes = _papers(CREDIT_NOTE, True, CREDIT_NOTE.c.issued_at).where(customer.rows_of(CREDIT_NOTE), corrects)
    return select(union_all(invoices, notes).subquery("papers"))


def read_papers(rows: Collection[Any]) -> list[Paper]:
    """The papers of the selected rows."""
    return [Paper(row[0], bool(row[1]), Instant(row[2]), row[3], bool(row[4])) for row in rows]


async def list_papers(context: RequestContext, customer_id: str) -> list[Paper]:
    """All papers of the viewer's customer."""
    return read_papers(await context.reads.fetch(_select_of_one, customer_id=customer_id))


def _select_of_one(_: Scope) -> Select[Any]:
    return select_papers(AS_PARAMETERS)


def _papers(table: Table, is_credit_note: bool, issued_at: Any) -> Select[Any]:
    pdfs, key = PDFS[table]
    has_pdf = exists().where(same_scope(pdfs, table), pdfs.c[key] == table.c.id)
    version = type_coerce(table.c.status, Text) + "/" + func.coalesce(table.c.source_hash, "")
    return select(
        table.c.id, literal(is_credit_note).label("is_credit_note"), issued_at.label("issued_at"),
        version.label("version"), has_pdf.label("has_pdf"),
    )  # fmt: skip
