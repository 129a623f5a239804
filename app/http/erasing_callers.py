"""How the operator's pages erase a customer."""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from app.erasing.erasing import keep_and_erase
from app.settings import Settings
from dashboard.erase_customer.customer_eraser import CustomerEraser, PdfsFailed, StillKeeping
from pdf.store.keeping import PaperNotKept
from pdf.workers.errors import RenderFailed, RenderTimeout
from resolvers.context import RequestContext

# The part of a page's time in which PDFs are made: the rest is for the erasure.
_KEEPING = 0.5


def erasing_callers(settings: Settings) -> CustomerEraser:
    """The pages' way to an erasure, with what the application keeps in `request.state`."""
    return CustomerEraser(settings.invoice_years, _Eraser(settings).erase)


@dataclass(frozen=True, slots=True)
class _Eraser:
    settings: Settings

    async def erase(self, request: Request[Any], context: RequestContext, customer_id: str) -> None:
        clock = asyncio.get_running_loop().time
        deadline = clock() + _KEEPING * self.settings.execution_time_limit

        def advance(kept: int, papers: int) -> None:
            if kept < papers and clock() > deadline:
                raise StillKeeping

        pdfs, years = request.state["invoice_pdfs"], self.settings.invoice_years
        try:
            await keep_and_erase(context, pdfs, customer_id, years, advance)
        except (PaperNotKept, RenderFailed, RenderTimeout) as error:
            raise PdfsFailed from error
