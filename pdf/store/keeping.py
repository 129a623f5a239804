"""Keeps the PDFs of everything that was issued to a customer, before nothing else of it is left."""

import asyncio
from collections.abc import Callable, Sequence

from pdf.store.invoice_pdfs import InvoicePdfs
from pdf.store.pdf_kinds import CREDIT_NOTES, INVOICES
from resolvers.context import RequestContext
from resolvers.erasure.papers import Paper

# As many as no pool lets wait in vain.
_AT_ONCE = 8


class PaperNotKept(Exception):
    """The PDF of an invoice or a credit note could be made, but not stored."""


async def keep_papers(
    context: RequestContext, pdfs: InvoicePdfs, papers: Sequence[Paper], advance: Callable[[int, int], None]
) -> None:
    """Makes and stores each PDF that is not stored yet, or lost; `advance` hears how many are done, and of how many.

    Raises the render pool's errors, and PaperNotKept. What was stored before an error stays stored. Papers without any
    PDF come first, so that whoever stops at `advance` and comes again goes on.
    """
    ordered = sorted(papers, key=lambda paper: paper.has_pdf)
    for first in range(0, len(ordered), _AT_ONCE):
        some = ordered[first : first + _AT_ONCE]
        await asyncio.gather(*(_keep(context, pdfs, paper) for paper in some))
        advance(first + len(some), len(ordered))


async def _keep(context: RequestContext, pdfs: InvoicePdfs, paper: Paper) -> None:
    kind = CREDIT_NOTES if paper.is_credit_note else INVOICES
    versions = await kind.find(context, paper.id)
    if versions is None:
        return
    await pdfs.get(context, versions, kind)
    stored = await kind.find(context, paper.id)
    if stored is not None and stored.current is None:
        raise PaperNotKept(paper.id)
