"""`/invoices/{id}.pdf`: an invoice's document, for a signed link or for a viewer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models.access.viewer import Role, Viewer
from models.values.instant import Instant
from pdf.http.responses import answer, answer_unread
from pdf.keeping import DocumentNotFound, KeptDocuments
from resolvers.context import RequestContext
from resolvers.invoices.kept_pdfs import find_standing
from resolvers.signing.invoice_links import BadInvoiceToken, InvoiceAddress, InvoiceLinks


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
    """Serves documents; `request.state` holds them as "kept_documents" and the clock as "clock"."""

    links: InvoiceLinks
    callers: Callers

    async def respond(self, request: Request[Any]) -> Response:
        """The PDF, as a download or with `?inline=1` to be shown, with ranges and conditions."""
        invoice_id = request.path_params["invoice_id"]
        # Whatever the headers ask: who may not read it learns nothing.
        context = self.callers.open_context(request, await self._viewer(request, invoice_id))
        standing = await find_standing(context, invoice_id)
        if standing is None:
            raise DocumentNotFound
        number = standing.invoice.number or invoice_id
        if (kept := standing.current) and (unread := answer_unread(request, number, kept.sha256, kept.size)):
            return unread
        documents: KeptDocuments = request.state["kept_documents"]
        return answer(request, number, await documents.print(context, standing))

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


def _bearer_of(address: InvoiceAddress) -> Viewer:
    return Viewer(
        project_id=address.project_id,
        project_name="",
        live_mode=address.live_mode,
        role=Role.VIEWER,
        name="Signed link",
        credential_id="link",
    )
