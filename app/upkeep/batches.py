"""Upkeep in batches, each a short transaction, so that no request waits for it."""

import asyncio
from collections.abc import Awaitable, Callable

from app.upkeep.failures import Failures


async def write_regularly(
    write: Callable[[], Awaitable[int]], batch: int, interval: float, failure: str, failures: Failures
) -> None:
    """Every `interval` seconds, calls `write` until it returns less than `batch`; it never returns.

    `failure` says in words what an error left undone.
    """
    while True:
        await asyncio.sleep(interval)
        try:
            while await write() == batch:
                pass
        except Exception as error:
            # On an error, try again at the next interval.
            failures.tell(failure, error)
