"""A credit note with everything that its PDF shows: it is printed as an invoice of negative amounts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, select

from models.billing.credit_note import CreditNote, CreditNoteLine, CreditNoteStatus
from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.invoice import Invoice, InvoiceStatus, has_pdf
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import Rated, only_percentage
from models.hydration import hydrate
from models.scoped import same_scope
from resolvers.context import RequestContext
from resolvers.invoices.issued_invoices import ISSUED_INVOICES, IssuedInvoice
from resolvers.invoices.pdf_versions import PdfVersions
from resolvers.relations import CREDIT_NOTE, INVOICE
from resolvers.scopes import Scope


async def get_issued_credit_note(context: RequestContext, credit_note_id: str) -> IssuedInvoice | None:
    """With the buyer and seller of its invoice; None for an unknown id, someone else's, or without its invoice."""
    # First, because a snapshot begins at its first read: what is committed before the lines are read is then in it.
    rows = await context.reads.fetch(_all_lines, credit_note_id=credit_note_id)
    note = await context.loaders.load(CREDIT_NOTE, credit_note_id)
    corrected = await context.loaders.load(ISSUED_INVOICES, note.invoice_id) if note and note.invoice_id else None
    if note is None or corrected is None:
        return None
    lowered = {line.id: line for line in corrected.lines}
    lines = [
        _as_line(note, line, _rate_of(note, line, lowered.get(line.invoice_line_id or ""), corrected.rates))
        for line in hydrate(CreditNoteLine, rows)
    ]
    return corrected._replace(
        invoice=_as_invoice(note, corrected.invoice),
        lines=lines,
        overdue=False,
        revised=corrected.invoice.name,
    )


async def find_credit_note_versions(context: RequestContext, credit_note_id: str) -> PdfVersions | None:
    """The stored versions of its PDF; None as above."""
    note = await context.loaders.load(CREDIT_NOTE, credit_note_id)
    invoice = await context.loaders.load(INVOICE, note.invoice_id) if note and note.invoice_id else None
    if note is None or invoice is None or not has_pdf(invoice.status):
        return None
    stored = await context.reads.fetch(_all_versions, credit_note_id=credit_note_id)
    return PdfVersions(_as_invoice(note, invoice), hydrate(CreditNotePdf, stored), context.now)


def _as_invoice(note: CreditNote, corrected: Invoice) -> Invoice:
    return Invoice(
        project_id=note.project_id,
        live_mode=note.live_mode,
        id=note.id,
        customer_id=corrected.customer_id,
        number=note.number,
        status=InvoiceStatus.VOID if note.status is CreditNoteStatus.VOID else InvoiceStatus.OPEN,
        currency=note.currency,
        subtotal=-note.subtotal,
        discount=-note.discount,
        billing_credits=-(note.billing_credits or 0),
        shipping=-note.shipping,
        tax=-note.tax,
        taxes=[_negate(tax) for tax in note.taxes],
        total=-note.total,
        # Nothing is asked for, and nothing remains.
        amount_due=0,
        amount_paid=0,
        amount_remaining=0,
        description=note.memo,
        buyer=corrected.buyer,
        seller=corrected.seller,
        created_at=note.created_at,
        issued_at=note.issued_at,
        voided_at=note.voided_at,
        from_invoice_id=note.invoice_id,
        source_hash=note.source_hash,
    )


def _rate_of(
    note: CreditNote, line: CreditNoteLine, lowered: InvoiceLine | None, rates: Mapping[str, Rated]
) -> Decimal | None:
    """Where it names none itself, that of the invoice's line which it lowers, else of the note's only tax."""
    if line.tax_rate is not None or not line.tax:
        return line.tax_rate
    if lowered is None:
        return only_percentage(None, note.taxes, rates)
    return only_percentage(lowered.tax_rate, lowered.taxes, rates)


def _as_line(note: CreditNote, line: CreditNoteLine, tax_rate: Decimal | None) -> InvoiceLine:
    return InvoiceLine(
        project_id=note.project_id,
        live_mode=note.live_mode,
        invoice_id=note.id,
        position=line.position,
        id=line.id,
        description=line.description,
        quantity=Decimal(1) if line.quantity is None else line.quantity,
        unit_amount=None if line.unit_amount is None else -line.unit_amount,
        amount=-line.amount,
        discount=-line.discount or None,
        tax=-line.tax,
        tax_rate=tax_rate,
        tax_reason=line.tax_reason,
        tax_included=line.tax_included,
        currency=note.currency,
    )


def _negate(tax: dict[str, Any]) -> dict[str, Any]:
    return tax | {name: -tax[name] for name in ("amount", "taxable") if tax[name] is not None}


def _all_lines(scope: Scope) -> Select[Any]:
    line = scope.table(CreditNoteLine, "line")
    of_note = line.c.credit_note_id == bindparam("credit_note_id")
    return select(*line.c).where(scope.bounds(line), of_note).order_by(line.c.position)


def _all_versions(scope: Scope) -> Select[Any]:
    note, kept = scope.table(CreditNote, "note"), scope.table(CreditNotePdf, "kept")
    tables = note.join(kept, same_scope(note, kept) & (kept.c.credit_note_id == note.c.id))
    return select(*kept.c).select_from(tables).where(scope.bounds(note), note.c.id == bindparam("credit_note_id"))
