"""`/invoices/{id}.pdf`: an invoice's PDF, for a signed link or a viewer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models.access.viewer import Role, Viewer
from models.values.instant import Instant
from pdf.http.responses import answer, answer_unread
from pdf.store.invoice_pdfs import InvoicePdfNotFound, InvoicePdfs
from resolvers.context import RequestContext
from resolvers.invoices.pdf_versions import find_pdf_versions
from resolvers.signing.invoice_links import BadInvoiceToken, InvoiceAddress, InvoiceLinks


class InvoiceAccess(NamedTuple):
    """How the application identifies a viewer, admits a signed link, and opens a request's context.

    The first two raise the application's errors for a request that has no access.
    """

    identify: Callable[[Request[Any]], Awaitable[Viewer]]
    admit_link: Callable[[Request[Any], InvoiceAddress], Awaitable[None]]
    open_context: Callable[[Request[Any], Viewer], RequestContext]


def invoice_routes(links: InvoiceLinks, access: InvoiceAccess) -> list[BaseRoute]:
    """The route. Its handler raises BadInvoiceToken, InvoicePdfNotFound and the render pool's errors."""
    return [Route("/invoices/{invoice_id:path}.pdf", InvoicePdfRoute(links, access).respond, methods=["GET"])]


@dataclass(frozen=True, slots=True)
class InvoicePdfRoute:
    """Serves the PDFs; `request.state` has them as "invoice_pdfs" and the clock as "clock"."""

    links: InvoiceLinks
    access: InvoiceAccess

    async def respond(self, request: Request[Any]) -> Response:
        """The PDF as a download, or inline with `?inline=1`; supports ranges and conditions."""
        invoice_id = request.path_params["invoice_id"]
        # Access is checked before any header is looked at, so that nothing is revealed without it.
        context = self.access.open_context(request, await self._viewer(request, invoice_id))
        versions = await find_pdf_versions(context, invoice_id)
        if versions is None:
            raise InvoicePdfNotFound
        number = versions.invoice.number or invoice_id
        if (kept := versions.current) and (unread := answer_unread(request, number, kept.sha256, kept.size)):
            return unread
        pdfs: InvoicePdfs = request.state["invoice_pdfs"]
        return answer(request, number, await pdfs.get(context, versions))

    async def _viewer(self, request: Request[Any], invoice_id: str) -> Viewer:
        token = request.query_params.get("token")
        if token is None:
            return await self.access.identify(request)
        now: Instant = request.state["clock"]()
        address = self.links.verify(token, now)
        if address.id != invoice_id:
            raise BadInvoiceToken("The link is for another invoice.")
        await self.access.admit_link(request, address)
        return _bearer_of(address)


def _bearer_of(address: InvoiceAddress) -> Viewer:
    return Viewer(
        project_id=address.project_id,
        project_name="",
        live_mode=address.live_mode,
        role=Role.VIEWER,
        name="Signed link",
        credential_id="link",
    )
