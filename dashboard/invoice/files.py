"""The files of an invoice: its PDF and its e-invoice, or why there is none."""

from typing import NamedTuple
from urllib.parse import urlsplit

from dashboard.page.html import CONTENT_SECURITY_POLICY
from dashboard.session.view import View
from models.billing.invoice import Invoice
from resolvers.einvoice_state import EInvoiceState
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.links import pdf_url, xml_url

# The page shows the PDF in a frame.
FRAMES_OWN_FILES = {"Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"}


class Files(NamedTuple):
    """The links; a draft has none. `shown_url` opens the PDF in the browser, from where the page itself is."""

    pdf_url: str | None
    shown_url: str | None
    e_invoice: EInvoiceState | None
    xml_url: str | None


def find_files(view: View, invoice: Invoice, issued: IssuedInvoice | None) -> Files:
    """The files of an invoice, `issued` unless it is a draft."""
    state = None if issued is None else view.context.describe_einvoice(issued)
    url = pdf_url(invoice.id, invoice.status, view.context)
    return Files(
        pdf_url=url,
        shown_url=None if url is None else _shown(url),
        e_invoice=state,
        xml_url=xml_url(invoice.id, view.context) if state and state.profile else None,
    )


def _shown(url: str) -> str:
    # As a path: the base URL may name the service otherwise than the operator's browser does.
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}&inline=1"
