"""Writes notes from memory in batches: regularly, and once more when the service ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol, TypeVar

from app.upkeep.background import background_task

# How long the last write may hold up the end of the service.
FLUSH_SECONDS = 5


class Flushes(Protocol):
    """Holds notes; `flush` writes them, and keeps them on a failure."""

    async def flush(self) -> None:
        """Writes what was noted."""


Notes = TypeVar("Notes", bound=Flushes)


@asynccontextmanager
async def flushing(notes: Notes, interval: float) -> AsyncIterator[Notes]:
    """Writes them every `interval` seconds in the background, and once more at the end."""
    try:
        async with background_task(_flush_regularly(notes, interval)):
            yield notes
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_SECONDS):
                await notes.flush()


async def _flush_regularly(notes: Flushes, interval: float) -> None:
    while True:
        await asyncio.sleep(interval)
        await notes.flush()
