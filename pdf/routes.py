"""`/invoices/{id}.pdf`: an invoice's document, for a signed link or for a viewer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models.instant import Instant
from models.viewer import Role, Viewer
from pdf.compose import compose
from pdf.document import InvoiceDocument
from resolvers.context import RequestContext
from resolvers.invoice_links import BadInvoiceToken, InvoiceAddress, InvoiceLinks
from resolvers.invoices import get_issued_invoice


class DocumentNotFound(Exception):
    """There is no such document, as far as the caller may know."""


class Renders(Protocol):
    """What turns a document into a PDF."""

    async def render(self, document: InvoiceDocument) -> bytes:
        """The PDF's bytes."""


class Callers(NamedTuple):
    """How the application lets a request in, by its key or for a link, and opens its context.

    Both raise what the application answers for those it doesn't let in.
    """

    identify: Callable[[Request[Any]], Awaitable[Viewer]]
    admit_link: Callable[[Request[Any], InvoiceAddress], Awaitable[None]]
    open_context: Callable[[Request[Any], Viewer], RequestContext]


def invoice_routes(links: InvoiceLinks, callers: Callers) -> list[BaseRoute]:
    """The route; it raises BadInvoiceToken, DocumentNotFound and the render pool's errors."""
    return [Route("/invoices/{invoice_id:path}.pdf", InvoiceDocuments(links, callers).respond, methods=["GET"])]


@dataclass(frozen=True, slots=True)
class InvoiceDocuments:
    """Serves documents; `request.state` holds the pool as "documents" and the clock as "clock"."""

    links: InvoiceLinks
    callers: Callers

    async def respond(self, request: Request[Any]) -> Response:
        """The PDF as a download."""
        invoice_id = request.path_params["invoice_id"]
        context = self.callers.open_context(request, await self._viewer(request, invoice_id))
        issued = await get_issued_invoice(context, invoice_id)
        if issued is None:
            raise DocumentNotFound
        pool: Renders = request.state["documents"]
        pdf = await pool.render(compose(issued))
        headers = {
            "content-disposition": content_disposition(issued.invoice.number or issued.invoice.id),
            "cache-control": "private, no-cache",
            "x-content-type-options": "nosniff",
        }
        return Response(pdf, media_type="application/pdf", headers=headers)

    async def _viewer(self, request: Request[Any], invoice_id: str) -> Viewer:
        token = request.query_params.get("token")
        if token is None:
            return await self.callers.identify(request)
        now: Instant = request.state["clock"]()
        address = self.links.verify(token, now)
        if address.id != invoice_id:
            raise BadInvoiceToken("The link is for another invoice.")
        await self.callers.admit_link(request, address)
        return _bearer_of(address)


def content_disposition(number: str) -> str:
    """A download named for the invoice: an ASCII name for old clients, the exact one after RFC 6266."""
    name = f"invoice-{number}.pdf"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _bearer_of(address: InvoiceAddress) -> Viewer:
    return Viewer(
        project_id=address.project_id,
        project_name="",
        live_mode=address.live_mode,
        role=Role.VIEWER,
        name="Signed link",
        credential_id="link",
    )
