"""One process that makes PDFs, for all tests of one process: to start one takes a second."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from pdf.content.invoice_content import InvoiceContent
from pdf.workers.pool import RenderPool
from pdf.workers.rendered_pdf import RenderedPdf

# A test that means to reach a limit gives a lower one.
TIME_LIMIT, MAX_WAITING = 15.0, 100


class SharedRenders(RenderPool):
    """A pool of a service that prints in the pool of all tests, whose event loop has a thread of its own."""

    def __init__(self, shared: RenderPool, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._shared = shared
        self._loop = loop

    async def start(self) -> None:
        """The process starts with the first PDF that is asked for."""

    async def render(self, content: InvoiceContent) -> RenderedPdf:
        """The PDF; raises what a pool raises."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._shared.render(content), self._loop))


class RendersOnDemand(RenderPool):
    """A pool of its own, whose processes start with the first PDF that is asked for."""

    async def start(self) -> None:
        """Most tests print nothing."""


class PoolMaker:
    """Stands where the service makes its pool."""

    def __init__(self, shared: RenderPool, loop: asyncio.AbstractEventLoop) -> None:
        self._shared = shared
        self._loop = loop
        self.shares = True

    def __call__(self, workers: int = 1, time_limit: float = TIME_LIMIT, max_waiting: int = MAX_WAITING) -> RenderPool:
        """A pool with these limits; it shares the process unless a limit is low."""
        if self.shares and time_limit >= TIME_LIMIT and max_waiting >= MAX_WAITING:
            return SharedRenders(self._shared, self._loop)
        return RendersOnDemand(workers, time_limit, max_waiting)


@contextmanager
def shared_renders() -> Iterator[PoolMaker]:
    """The maker of pools that share a process, until the context ends."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    shared = RenderPool(workers=1, time_limit=300, max_waiting=10_000)
    try:
        yield PoolMaker(shared, loop)
    finally:
        asyncio.run_coroutine_threadsafe(shared.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
