"""`/invoices/{id}.pdf` and `.xml`, and `/credit-notes/{id}.pdf` and `.xml`, for a signed link or a viewer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from models.access.viewer import Role, Viewer
from models.billing.customer import Customer
from models.values.instant import Instant
from pdf.http.dead_links import InvoiceLinkOutOfDate, find_sender
from pdf.http.responses import CREDIT_NOTE_PDF, CREDIT_NOTE_XML, PDF, XML, Form, answer, answer_unread
from pdf.store.einvoices import get_einvoice
from pdf.store.invoice_pdfs import InvoicePdfNotFound, InvoicePdfs
from pdf.store.pdf_kinds import CREDIT_NOTES, INVOICES, PdfKind
from resolvers.context import RequestContext
from resolvers.invoices.pdf_versions import PdfVersions
from resolvers.signing.invoice_links import (
    BadInvoiceToken,
    InvoiceAddress,
    InvoiceLinkExpired,
    InvoiceLinks,
    SignedLink,
)
from resolvers.signing.revocations import hashes_of_link


class InvoiceAccess(NamedTuple):
    """How the application identifies a viewer, admits a signed link, and opens a request's context.

    The first two raise the application's errors for a request that has no access. `list_projects` gives the ids of all
    projects, `find_revoked_until` the moment until which links expire that are revoked by any of these hashes.
    `is_reader` tells a person with a browser from a program.
    """

    identify: Callable[[Request[Any]], Awaitable[Viewer]]
    admit_link: Callable[[Request[Any], InvoiceAddress], Awaitable[None]]
    open_context: Callable[[Request[Any], Viewer], RequestContext]
    list_projects: Callable[[Request[Any]], Awaitable[Sequence[str]]]
    find_revoked_until: Callable[[Request[Any], list[str]], Awaitable[Instant | None]]
    is_reader: Callable[[Request[Any]], bool]


def invoice_routes(links: InvoiceLinks, access: InvoiceAccess) -> list[BaseRoute]:
    """The routes. They raise BadInvoiceToken, InvoicePdfNotFound, EInvoiceNotFound and the render pool's errors."""
    files = InvoiceFiles(links, access)
    return [
        Route("/invoices/{invoice_id:path}.pdf", files.respond_pdf, methods=["GET"]),
        Route("/invoices/{invoice_id:path}.xml", files.respond_xml, methods=["GET"]),
        Route("/credit-notes/{invoice_id:path}.pdf", files.respond_credit_note, methods=["GET"]),
        Route("/credit-notes/{invoice_id:path}.xml", files.respond_credit_note_xml, methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class InvoiceFiles:
    """Serves the files; `request.state` has the PDFs as "invoice_pdfs" and the clock as "clock"."""

    links: InvoiceLinks
    access: InvoiceAccess

    async def respond_pdf(self, request: Request[Any]) -> Response:
        """The PDF as a download, or inline with `?inline=1`; supports ranges and conditions."""
        return await self._respond(request, PDF, INVOICES)

    async def respond_credit_note(self, request: Request[Any]) -> Response:
        """A credit note's PDF; otherwise the same."""
        return await self._respond(request, CREDIT_NOTE_PDF, CREDIT_NOTES)

    async def _respond(self, request: Request[Any], form: Form, kind: PdfKind) -> Response:
        context, versions = await self._find(request, kind)
        number = versions.invoice.name
        if (kept := versions.current) and (unread := answer_unread(request, form, number, kept.sha256, kept.size)):
            return unread
        pdfs: InvoicePdfs = request.state["invoice_pdfs"]
        return answer(request, form, number, await pdfs.get(context, versions, kind))

    async def respond_xml(self, request: Request[Any]) -> Response:
        """The e-invoice alone, as it is in the PDF; otherwise the same."""
        return await self._respond_xml(request, XML, INVOICES)

    async def respond_credit_note_xml(self, request: Request[Any]) -> Response:
        """The same of a credit note."""
        return await self._respond_xml(request, CREDIT_NOTE_XML, CREDIT_NOTES)

    async def _respond_xml(self, request: Request[Any], form: Form, kind: PdfKind) -> Response:
        context, versions = await self._find(request, kind)
        pdfs: InvoicePdfs = request.state["invoice_pdfs"]
        return answer(request, form, versions.invoice.name, await get_einvoice(pdfs, context, versions, kind))

    async def _find(self, request: Request[Any], kind: PdfKind) -> tuple[RequestContext, PdfVersions]:
        invoice_id = request.path_params["invoice_id"]
        # Access is checked before any header is looked at, so that nothing is revealed without it.
        link = await self._read_link(request, invoice_id)
        viewer = await self.access.identify(request) if link is None else _bearer_of(link.invoice)
        context = self.access.open_context(request, viewer)
        versions = await kind.find(context, invoice_id)
        if versions is None:
            raise InvoicePdfNotFound
        if link is not None:
            await self._require_unrevoked(request, link, versions.invoice.customer_id)
        if context.record_reads is not None:
            context.record_reads(Customer, [versions.invoice.customer_id])
        return context, versions

    async def _read_link(self, request: Request[Any], invoice_id: str) -> SignedLink | None:
        token = request.query_params.get("token")
        if token is None:
            return None
        now: Instant = request.state["clock"]()
        try:
            link = await self.links.verify(token, invoice_id, now, partial(self.access.list_projects, request))
        except InvoiceLinkExpired as expired:
            if self.access.is_reader(request):
                raise await self._out_of_date(request, expired) from None
            raise
        await self.access.admit_link(request, link.invoice)
        return link

    async def _require_unrevoked(self, request: Request[Any], link: SignedLink, customer_id: str) -> None:
        until = await self.access.find_revoked_until(request, hashes_of_link(link, customer_id))
        if until is not None and link.expires_at <= until:
            raise BadInvoiceToken("The link was withdrawn.")

    async def _out_of_date(self, request: Request[Any], expired: InvoiceLinkExpired) -> BadInvoiceToken:
        await self.access.admit_link(request, expired.invoice)
        context = self.access.open_context(request, _bearer_of(expired.invoice))
        sender = await find_sender(context, expired.invoice.id)
        return expired if sender is None else InvoiceLinkOutOfDate(sender)


def _bearer_of(address: InvoiceAddress) -> Viewer:
    return Viewer(
        project_id=address.project_id,
        project_name="",
        live_mode=address.live_mode,
        role=Role.VIEWER,
        name="Signed link",
        credential_id="link",
    )
