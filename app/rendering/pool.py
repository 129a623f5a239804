"""The processes that make PDFs, for as long as they are needed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.settings import Settings
from pdf.workers.pool import RenderPool


@asynccontextmanager
async def rendering(settings: Settings) -> AsyncIterator[RenderPool]:
    """A pool that starts beside whatever comes next, ended with its processes."""
    pool = RenderPool(settings.pdf_workers, settings.pdf_time_limit, settings.pdf_max_waiting)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()
