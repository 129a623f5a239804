"""What has PDFs: invoices and credit notes. Each kind says how to read what is printed, and the stored versions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.invoice_pdf import InvoicePdf
from resolvers.context import RequestContext
from resolvers.invoices.credit_notes import find_credit_note_versions, get_issued_credit_note
from resolvers.invoices.issued_invoices import IssuedInvoice, get_issued_invoice
from resolvers.invoices.pdf_versions import PdfVersions, StoredPdf, find_pdf_versions


@dataclass(frozen=True, slots=True)
class PdfKind:
    """`read` gives what is printed, `find` the stored versions; both None for an unknown id and someone else's."""

    read: Callable[[RequestContext, str], Awaitable[IssuedInvoice | None]]
    find: Callable[[RequestContext, str], Awaitable[PdfVersions | None]]
    new_version: Callable[..., StoredPdf]


def _invoice_pdf(printed_id: str, *, overdue: bool, **values: Any) -> StoredPdf:
    return InvoicePdf(invoice_id=printed_id, overdue=overdue, **values)


def _credit_note_pdf(printed_id: str, *, overdue: bool, **values: Any) -> StoredPdf:
    assert not overdue  # noqa: S101 - nobody owes a credit
    return CreditNotePdf(credit_note_id=printed_id, **values)


INVOICES = PdfKind(get_issued_invoice, find_pdf_versions, _invoice_pdf)
CREDIT_NOTES = PdfKind(get_issued_credit_note, find_credit_note_versions, _credit_note_pdf)
