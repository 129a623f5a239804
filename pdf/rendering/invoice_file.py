"""An invoice's file: its document as PDF, with its e-invoice inside where there is one."""

from pdf.content.invoice_content import InvoiceDocument
from pdf.einvoice.attach import attach
from pdf.einvoice.cii import write_xml
from pdf.rendering.render import render_invoice


def make_invoice_file(document: InvoiceDocument) -> bytes:
    """The PDF. Equal documents give equal bytes, with the same versions of all libraries."""
    pdf = render_invoice(document)
    einvoice = document.einvoice
    return pdf if einvoice is None else attach(pdf, write_xml(einvoice), einvoice.issued)
