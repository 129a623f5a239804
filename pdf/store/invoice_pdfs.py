"""The PDFs of invoices: each version is rendered once and then served from the store."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple, Protocol

from pdf.content.compose import compose
from pdf.content.invoice_content import InvoiceContent
from pdf.store.pdf_kinds import INVOICES, PdfKind
from pdf.store.pdf_store import PdfStore, StoreFailed
from pdf.store.single_flight import SingleFlight
from pdf.workers.rendered_pdf import RenderedPdf
from resolvers.context import RequestContext
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.pdf_keys import content_key
from resolvers.invoices.pdf_versions import PdfVersions, StoredPdf, record_pdf, update_state_key
from storage.unavailable import DatabaseUnavailable

_logger = logging.getLogger(__name__)

Observe = Callable[[str], None]

# How a PDF was obtained; metrics count these.
SERVED = "served"
KEPT = "kept"
RESTORED = "restored"
CHANGED = "changed"
NOT_KEPT = "not_kept"


class InvoicePdfNotFound(Exception):
    """The viewer has no invoice with this id, or it has no PDF."""


class Renderer(Protocol):
    """Renders the content of an invoice."""

    async def render(self, content: InvoiceContent) -> RenderedPdf:
        """The PDF file, and what could not be drawn in it."""


class InvoiceFile(NamedTuple):
    """A file and its SHA-256 in hex."""

    sha256: str
    content: bytes


class InvoicePdfs:
    """Serves PDFs from the store, and renders and stores missing ones; end it with `close`.

    `observe` gets how each PDF was obtained: "served" from the store, "kept" as a new version, "restored" if its
    file was lost and rendering gave the same bytes, "changed" if it gave others, "not_kept" if storing failed.
    """

    def __init__(self, renders: Renderer, store: PdfStore, observe: Observe) -> None:
        self._renders = renders
        self._store = store
        self._observe = observe
        self._flights: SingleFlight[InvoiceFile] = SingleFlight()

    async def get(self, context: RequestContext, versions: PdfVersions, kind: PdfKind = INVOICES) -> InvoiceFile:
        """The current PDF of an invoice, or of a credit note; concurrent callers share one rendering.

        Raises the render pool's errors, and InvoicePdfNotFound if the invoice disappears meanwhile, or if the file that
        is left of an erased customer is lost.
        """
        if versions.current is not None and (kept := await self._read(versions.current)):
            return kept
        if versions.is_final:
            raise InvoicePdfNotFound
        viewer, invoice = context.viewer, versions.invoice
        key = (viewer.project_id, viewer.live_mode, invoice.id, versions.state_key)
        return await self._flights.join(key, lambda: self._make(context, invoice.id, kind))

    async def close(self) -> None:
        """Cancels the renders in progress."""
        await self._flights.close()

    async def _make(self, context: RequestContext, invoice_id: str, kind: PdfKind) -> InvoiceFile:
        # The caller's versions were read before it waited for its turn, and may be out of date.
        issued, versions = await _read_issued(context, invoice_id, kind)
        # In threads, because thousands of lines take seconds to format.
        key = await asyncio.to_thread(content_key, issued)
        version = await asyncio.to_thread(versions.with_content, key, issued)
        if version is not None and (kept := await self._read(version)):
            await _remember_state(context, version, versions)
            return kept
        file = await self._render(issued)
        try:
            await self._store.write(*file)
            if version is not None and version.sha256 == file.sha256:
                return await self._restore(context, version, versions, file)
            return await self._keep(
                context, _version(context, kind, versions, key, file, lost=version), invoice_id, file
            )
        except (StoreFailed, DatabaseUnavailable) as error:
            _logger.warning("The PDF of %s can't be stored: %s", invoice_id, error)
            return self._report(NOT_KEPT, file)

    async def _render(self, issued: IssuedInvoice) -> InvoiceFile:
        pdf, undrawn = await self._renders.render(await asyncio.to_thread(_compose, issued))
        if undrawn:
            _logger.warning("The PDF of %s has characters that no font has: %s", issued.invoice.id, ", ".join(undrawn))
        return InvoiceFile(hashlib.sha256(pdf).hexdigest(), pdf)

    async def _read(self, version: StoredPdf) -> InvoiceFile | None:
        content = await self._store.read(version.sha256)
        return None if content is None else self._report(SERVED, InvoiceFile(version.sha256, content))

    async def _restore(
        self, context: RequestContext, version: StoredPdf, versions: PdfVersions, file: InvoiceFile
    ) -> InvoiceFile:
        _logger.warning(
            "The lost PDF of %s, %s, was rendered again with the same bytes", versions.invoice.id, version.sha256
        )
        await _remember_state(context, version, versions)
        return self._report(RESTORED, file)

    async def _keep(
        self, context: RequestContext, version: StoredPdf, invoice_id: str, file: InvoiceFile
    ) -> InvoiceFile:
        stored = await record_pdf(context, version)
        if stored.sha256 != file.sha256:
            # Another process was first, with other versions of the libraries.
            return await self._read(stored) or self._report(NOT_KEPT, file)
        if stored.instead_of is None:
            return self._report(KEPT, file)
        _logger.error(
            "The stored PDF of %s, %s, is lost; rendering gives other bytes, %s, stored as remake %d",
            invoice_id, stored.instead_of, stored.sha256, stored.remake,
        )  # fmt: skip
        return self._report(CHANGED, file)

    def _report(self, outcome: str, file: InvoiceFile) -> InvoiceFile:
        self._observe(outcome)
        return file


def _compose(issued: IssuedInvoice) -> InvoiceContent:
    content = compose(issued)
    if content.gap is not None:
        _logger.info("The PDF of %s has no e-invoice: %s", issued.invoice.id, content.gap)
    return content


async def _read_issued(context: RequestContext, invoice_id: str, kind: PdfKind) -> tuple[IssuedInvoice, PdfVersions]:
    """An invoice with its lines and PDF versions, all from one snapshot of the database."""
    async with context.at_one_moment() as moment:
        issued = await kind.read(moment, invoice_id)
        versions = await kind.find(moment, invoice_id)
    if issued is None or versions is None:
        raise InvoicePdfNotFound
    return issued, versions


async def _remember_state(context: RequestContext, version: StoredPdf, versions: PdfVersions) -> None:
    """Lets the next request find this version without reading lines. A failure only delays that."""
    if version.state_key != versions.state_key:
        with suppress(DatabaseUnavailable):
            await update_state_key(context, version, versions.state_key)


def _version(
    context: RequestContext,
    kind: PdfKind,
    versions: PdfVersions,
    key: str,
    file: InvoiceFile,
    lost: StoredPdf | None,
) -> StoredPdf:
    return kind.new_version(
        versions.invoice.id,
        overdue=versions.overdue,
        project_id=versions.invoice.project_id,
        live_mode=versions.invoice.live_mode,
        content_key=key,
        remake=0 if lost is None else lost.remake + 1,
        state_key=versions.state_key,
        sha256=file.sha256,
        size=len(file.content),
        instead_of=None if lost is None else lost.sha256,
        kept_at=context.now,
    )
