"""An invoice's page: what it comes to, its files, and its credit notes."""

from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from dashboard.invoice.credits import Credit, list_credits
from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.session.view import View
from dashboard.wording.badges import Badge, invoice_badge
from dashboard.wording.names import customer_title
from models.billing.invoice import Invoice
from resolvers.einvoice_state import EInvoiceState
from resolvers.invoices.issued_invoices import ISSUED_INVOICES
from resolvers.invoices.links import pdf_url, xml_url
from resolvers.payments.follow_ups import FOLLOW_UPS
from resolvers.relations import CUSTOMER, INVOICE


class InvoicePage(NamedTuple):
    """What the page shows; a draft has no files and no e-invoice."""

    invoice: Invoice
    name: str
    customer_name: str
    badge: Badge
    pdf_url: str | None
    e_invoice: EInvoiceState | None
    xml_url: str | None
    credits: list[Credit]


async def show_invoice(request: Request[Any], view: View) -> Response:
    """The page; 404 for an invoice that is not in this project and mode."""
    invoice = await view.context.loaders.load(INVOICE, request.path_params["invoice_id"])
    if invoice is None:
        return _no_such_invoice(view)
    return html_page("invoice.html", view=view, page=await _read(view, invoice))


async def _read(view: View, invoice: Invoice) -> InvoicePage:
    context = view.context
    customer = await context.loaders.load(CUSTOMER, invoice.customer_id)
    issued = await context.loaders.load(ISSUED_INVOICES, invoice.id)
    [followed] = await FOLLOW_UPS.load(context.reads, context.now, [invoice.id])
    state = None if issued is None else context.describe_einvoice(issued)
    return InvoicePage(
        invoice=invoice,
        name=invoice.name,
        customer_name=invoice.customer_id if customer is None else customer_title(customer),
        badge=invoice_badge(invoice, context.now),
        pdf_url=pdf_url(invoice.id, invoice.status, context),
        e_invoice=state,
        xml_url=xml_url(invoice.id, context) if state and state.profile else None,
        credits=list_credits(view, invoice, followed),
    )


def _no_such_invoice(view: View) -> Response:
    mode = "live" if view.live_mode else "test"
    message = f"No invoice of {view.session.project_name} has this id in {mode} data."
    return error_page(404, "There is no such invoice", message, view=view)
