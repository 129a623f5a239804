"""The PDF file of an invoice, with the e-invoice attached if there is one."""

from pdf.content.invoice_content import InvoiceContent
from pdf.einvoice.attach import attach
from pdf.einvoice.cii import write_xml
from pdf.rendering.render import render_invoice


def make_invoice_file(content: InvoiceContent) -> bytes:
    """The file. Equal content gives equal bytes, as long as the versions of all libraries are the same."""
    pdf = render_invoice(content)
    einvoice = content.einvoice
    return pdf if einvoice is None else attach(pdf, write_xml(einvoice), einvoice.issued)
