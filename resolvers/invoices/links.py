"""The signed links to an invoice's files."""

from models.billing.invoice import InvoiceStatus, has_pdf
from resolvers.context import RequestContext
from resolvers.signing.invoice_links import InvoiceAddress


def pdf_url(invoice_id: str, status: InvoiceStatus, context: RequestContext) -> str | None:
    """The signed link to the invoice's PDF; None for a draft."""
    return _url(invoice_id, context, "pdf") if has_pdf(status) else None


def xml_url(invoice_id: str, context: RequestContext) -> str:
    """The signed link to the invoice's e-invoice."""
    return _url(invoice_id, context, "xml")


def _url(invoice_id: str, context: RequestContext, ending: str) -> str:
    address = InvoiceAddress(context.viewer.project_id, context.viewer.live_mode, invoice_id)
    return context.invoice_links.url(address, context.now, ending)
