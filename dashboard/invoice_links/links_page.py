"""The links to an invoice: an admin sees until when they are revoked, and revokes all that were made so far."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.page.error_pages import error_page
from dashboard.page.html import html_page
from dashboard.session.view import View
from dashboard.session.view_errors import not_found
from models.access.permissions import Permission
from models.billing.invoice import Invoice, has_pdf
from resolvers.invoices.revoking import find_last_revocation, revoke_links_of_invoice
from resolvers.relations import INVOICE


async def show_links(request: Request[Any], view: View) -> Response:
    """The page; 403 without the permission, 404 for an invoice that is not there or has no file."""
    invoice = await _find(request, view)
    if isinstance(invoice, Response):
        return invoice
    revoked_at = await find_last_revocation(view.context, invoice.id)
    days = view.context.invoice_links.days
    return html_page("links.html", view=view, invoice=invoice, revoked_at=revoked_at, days=days)


async def revoke_links(request: Request[Any], view: View) -> Response:
    """Revokes them and leads to the page, which says so."""
    invoice = await _find(request, view)
    if isinstance(invoice, Response):
        return invoice
    await revoke_links_of_invoice(view.context, invoice)
    return RedirectResponse(view.links_url(invoice.id), 303)


async def _find(request: Request[Any], view: View) -> Invoice | Response:
    if not view.may(Permission.REVOKE_LINK):
        message = "Only admins can revoke links. Ask one of them."
        return error_page(403, "Only admins can revoke links", message, view=view)
    invoice = await view.context.loaders.load(INVOICE, request.path_params["invoice_id"])
    if invoice is None or not has_pdf(invoice.status):
        return not_found(view, "invoice")
    return invoice
