"""The signed links to the files of invoices and credit notes."""

from models.billing.invoice import InvoiceStatus, has_pdf
from resolvers.context import MakeLink, RequestContext


def pdf_url(invoice_id: str, status: InvoiceStatus, context: RequestContext) -> str | None:
    """The signed link to the invoice's PDF; None for a draft."""
    return _url(invoice_id, context, "pdf") if has_pdf(status) else None


def xml_url(invoice_id: str, context: RequestContext) -> str:
    """The signed link to the invoice's e-invoice."""
    return _url(invoice_id, context, "xml")


def credit_note_url(credit_note_id: str, invoice_id: str | None, context: RequestContext) -> str | None:
    """The signed link to the credit note's PDF; None where its invoice is not known."""
    return None if invoice_id is None else _url(credit_note_id, context, "pdf", "credit-notes")


def _url(paper_id: str, context: RequestContext, ending: str, folder: str = "invoices") -> str:
    make_url = context.made_links.get((ending, folder)) or _begin(context, ending, folder)
    return make_url(paper_id)


def _begin(context: RequestContext, ending: str, folder: str) -> MakeLink:
    viewer = context.viewer
    begun = context.invoice_links.begin(viewer.project_id, viewer.live_mode, context.now, ending, folder)
    context.made_links[ending, folder] = begun
    return begun
