"""Upkeep in batches, each a short transaction, so that no request waits for it."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.stdlib.get_logger(__name__)


async def write_regularly(write: Callable[[], Awaitable[int]], batch: int, interval: float, failure: str) -> None:
    """Every `interval` seconds, calls `write` until it returns less than `batch`; it never returns.

    `failure` is the log line for an error.
    """
    while True:
        await asyncio.sleep(interval)
        try:
            while await write() == batch:
                pass
        except Exception as error:
            # On an error, try again at the next interval.
            log.warning(failure, error=type(error).__name__)
