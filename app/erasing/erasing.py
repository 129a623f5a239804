"""The steps of an erasure. Each can be done again after a crash: nothing is erased before all PDFs are kept."""

from collections.abc import Callable
from typing import Any

from pdf.store.invoice_pdfs import InvoicePdfs
from pdf.store.keeping import keep_papers
from resolvers.context import RequestContext
from resolvers.erasure.consequence import Consequence, foresee_erasure
from resolvers.erasure.erase import erase_customer
from resolvers.erasure.errors import NotAllKept, StillSubscribed

# What an import issues between keeping and erasing is kept with the next attempt.
_ATTEMPTS = 3


async def keep_and_erase(
    context: RequestContext, pdfs: InvoicePdfs, customer_id: str, years: int, advance: Callable[[int, int], None]
) -> dict[str, Any]:
    """Keeps every PDF, then erases the customer; the row of the erasure.

    `advance` hears how many PDFs are kept, and of how many. Raises what `foresee_erasure`, `keep_papers` and
    `erase_customer` raise.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        foreseen = await foresee_erasure(context, customer_id, years)
        _require_ended(foreseen)
        await keep_papers(context, pdfs, foreseen.papers, advance)
        try:
            return await erase_customer(context, customer_id, foreseen.papers, years)
        except NotAllKept:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _require_ended(foreseen: Consequence) -> None:
    if foreseen.running:
        raise StillSubscribed(foreseen.running)
