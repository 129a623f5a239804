"""The e-invoice of an invoice or a credit note as a file of its own: the XML that its PDF contains."""

import asyncio
import hashlib

from pdf.einvoice.cii import write_xml
from pdf.einvoice.declare import declare
from pdf.einvoice.gap import Gap
from pdf.store.invoice_pdfs import InvoiceFile, InvoicePdfNotFound, InvoicePdfs
from pdf.store.pdf_kinds import PdfKind
from resolvers.context import RequestContext
from resolvers.invoices.issued_invoices import IssuedInvoice
from resolvers.invoices.pdf_versions import PdfVersions


class EInvoiceNotFound(Exception):
    """The invoice has no e-invoice."""


async def get_einvoice(pdfs: InvoicePdfs, context: RequestContext, versions: PdfVersions, kind: PdfKind) -> InvoiceFile:
    """The XML; raises EInvoiceNotFound, and what `InvoicePdfs.get` raises.

    A PDF that an older release stored without an e-invoice stays as it is; its invoice may have one today.
    """
    pdf = await pdfs.get(context, versions, kind)
    xml = await asyncio.to_thread(_read_attached, pdf.content)
    if xml is None:
        issued = await kind.read(context, versions.invoice.id)
        if issued is None:
            raise InvoicePdfNotFound
        xml = await asyncio.to_thread(_write, issued)
    return InvoiceFile(hashlib.sha256(xml).hexdigest(), xml)


def _read_attached(pdf: bytes) -> bytes | None:
    # Imported here, because pikepdf takes memory and start-up time, and nothing else in the service needs it.
    from pdf.einvoice.attach import read_attached

    return read_attached(pdf)


def _write(issued: IssuedInvoice) -> bytes:
    declared = declare(issued)
    if isinstance(declared, Gap):
        raise EInvoiceNotFound
    return write_xml(declared)
