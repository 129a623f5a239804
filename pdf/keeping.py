"""The document of an invoice: its kept bytes where there are any, else rendered once and kept from then on."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Protocol

from models.billing.invoice_pdf import InvoicePdf
from pdf.content.compose import compose
from pdf.content.invoice_content import InvoiceContent
from pdf.einvoice.declare import einvoice_gap
from pdf.store.pdf_store import PdfStore, StoreFailed
from pdf.store.single_flight import SingleFlight
from resolvers.context import RequestContext
from resolvers.invoices.issued_invoices import IssuedInvoice, get_issued_invoice
from resolvers.invoices.kept_pdfs import Standing, find_standing, note_state, record_document
from resolvers.invoices.pdf_keys import content_key
from storage.unavailable import DatabaseUnavailable

_logger = logging.getLogger(__name__)

Observe = Callable[[str], None]

# What became of a document that was asked for.
SERVED = "served"
KEPT = "kept"
RESTORED = "restored"
CHANGED = "changed"
NOT_KEPT = "not_kept"


class DocumentNotFound(Exception):
    """There is no such document, as far as the caller may know."""


class Renders(Protocol):
    """What turns a document into a PDF."""

    async def render(self, document: InvoiceContent) -> bytes:
        """The PDF's bytes."""


class Printed(NamedTuple):
    """The bytes of a PDF, and their SHA-256 in hex."""

    sha256: str
    content: bytes


class KeptDocuments:
    """Serves documents from a store and puts there what is missing; end it with `close`.

    `observe` is told what became of each document: "served" from the store, "kept" as a new version, "restored"
    when its bytes were lost and rendering gave them again, "changed" when it gave others, "not_kept" when they
    could not be stored.
    """

    def __init__(self, renders: Renders, store: PdfStore, observe: Observe) -> None:
        self._renders = renders
        self._store = store
        self._observe = observe
        self._flights: SingleFlight[Printed] = SingleFlight()

    async def print(self, context: RequestContext, standing: Standing) -> Printed:
        """The document of an invoice as it stands.

        However many ask for it at once, it is rendered once. Raises the render pool's errors, and DocumentNotFound
        when the invoice goes away meanwhile.
        """
        if standing.current is not None and (kept := await self._read(standing.current)):
            return kept
        viewer, invoice = context.viewer, standing.invoice
        key = (viewer.project_id, viewer.live_mode, invoice.id, standing.state_key)
        return await self._flights.join(key, lambda: self._make(context, invoice.id))

    async def close(self) -> None:
        """Ends what is being made."""
        await self._flights.close()

    async def _make(self, context: RequestContext, invoice_id: str) -> Printed:
        issued, standing = await _read_whole(context, invoice_id)
        # In threads: thousands of lines take seconds to format.
        said = await asyncio.to_thread(content_key, issued)
        version = standing.showing(said)
        if version is not None and (kept := await self._read(version)):
            await _note(context, version, standing)
            return kept
        pdf = await self._renders.render(await asyncio.to_thread(_compose, issued))
        printed = Printed(hashlib.sha256(pdf).hexdigest(), pdf)
        try:
            await self._store.write(*printed)
            if version is not None and version.sha256 == printed.sha256:
                return await self._restore(context, version, standing, printed)
            return await self._keep(context, _version(context, standing, said, printed, lost=version), printed)
        except (StoreFailed, DatabaseUnavailable) as error:
            _logger.warning("document of invoice %s can't be kept: %s", invoice_id, error)
            return self._tell(NOT_KEPT, printed)

    async def _read(self, version: InvoicePdf) -> Printed | None:
        content = await self._store.read(version.sha256)
        return None if content is None else self._tell(SERVED, Printed(version.sha256, content))

    async def _restore(
        self, context: RequestContext, version: InvoicePdf, standing: Standing, printed: Printed
    ) -> Printed:
        _logger.warning("kept document %s of invoice %s is restored", version.sha256, version.invoice_id)
        await _note(context, version, standing)
        return self._tell(RESTORED, printed)

    async def _keep(self, context: RequestContext, version: InvoicePdf, printed: Printed) -> Printed:
        counts = await record_document(context, version)
        if counts.sha256 != printed.sha256:
            # Another process was first, with other versions of the libraries.
            return await self._read(counts) or self._tell(NOT_KEPT, printed)
        if counts.instead_of is None:
            return self._tell(KEPT, printed)
        _logger.error(
            "kept document %s of invoice %s is lost and rendering gives %s, kept as remake %d",
            counts.instead_of, counts.invoice_id, counts.sha256, counts.remake,
        )  # fmt: skip
        return self._tell(CHANGED, printed)

    def _tell(self, outcome: str, printed: Printed) -> Printed:
        self._observe(outcome)
        return printed


def _compose(issued: IssuedInvoice) -> InvoiceContent:
    document = compose(issued)
    if document.einvoice is None:
        _logger.info("document of invoice %s has no e-invoice: %s", issued.invoice.id, einvoice_gap(issued))
    return document


async def _read_whole(context: RequestContext, invoice_id: str) -> tuple[IssuedInvoice, Standing]:
    """An invoice with its lines and how it stands, of one moment even while an import writes it."""
    async with context.at_one_moment() as moment:
        issued = await get_issued_invoice(moment, invoice_id)
        standing = await find_standing(moment, invoice_id)
    if issued is None or standing is None:
        raise DocumentNotFound
    return issued, standing


async def _note(context: RequestContext, version: InvoicePdf, standing: Standing) -> None:
    """Spares the next request the lines; what can't be noted now is noted then."""
    if version.state_key != standing.state_key:
        with suppress(DatabaseUnavailable):
            await note_state(context, version, standing.state_key)


def _version(
    context: RequestContext, standing: Standing, said: str, printed: Printed, lost: InvoicePdf | None
) -> InvoicePdf:
    return InvoicePdf(
        project_id=standing.invoice.project_id,
        live_mode=standing.invoice.live_mode,
        invoice_id=standing.invoice.id,
        content_key=said,
        remake=0 if lost is None else lost.remake + 1,
        state_key=standing.state_key,
        sha256=printed.sha256,
        size=len(printed.content),
        instead_of=None if lost is None else lost.sha256,
        kept_at=context.now,
    )
