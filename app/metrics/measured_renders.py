"""The render pool, with the duration and outcome of each render reported."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from pdf.content.invoice_content import InvoiceContent
from pdf.workers.errors import RenderBusy, RenderFailed, RenderTimeout
from pdf.workers.pool import RenderPool
from pdf.workers.rendered_pdf import RenderedPdf

_ENDS: dict[type[BaseException], str] = {
    RenderBusy: "busy",
    RenderTimeout: "timeout",
    RenderFailed: "failed",
    asyncio.CancelledError: "cancelled",
}


class MeasuredRenders:
    """`observe` is given each render's outcome ("ok", "busy", "timeout", "failed", "cancelled") and its seconds.

    `around` is entered with a name before a render and left after it.
    """

    def __init__(
        self,
        pool: RenderPool,
        observe: Callable[[str, float], None],
        around: Callable[[str], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._pool = pool
        self._observe = observe
        self._around = around

    @property
    def waiting(self) -> int:
        """How many invoices wait for a process."""
        return self._pool.waiting

    async def render(self, content: InvoiceContent) -> RenderedPdf:
        """The PDF; raises what the pool raises."""
        started, outcome = time.perf_counter(), "ok"
        try:
            with self._around("render invoice"):
                return await self._pool.render(content)
        except BaseException as error:
            outcome = _ENDS.get(type(error), "failed")
            raise
        finally:
            self._observe(outcome, time.perf_counter() - started)
