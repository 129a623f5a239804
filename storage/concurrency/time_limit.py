"""A time limit that costs nothing unless the work waits for something."""

import asyncio
from collections.abc import Coroutine, Generator
from time import monotonic
from types import coroutine
from typing import Any, TypeVar

from storage.concurrency.resuming import resume

Result = TypeVar("Result")


@coroutine
def with_time_limit(work: Coroutine[Any, Any, Result], seconds: float) -> Generator[Any, Any, Result]:
    """The result of `work`. Raises TimeoutError, with `work` cancelled, when it takes longer than `seconds`.

    The timer is set when `work` waits for the first time. Until then nothing could interrupt it, and most requests
    never wait. A timer for every request would take as long as a statement.
    """
    started = monotonic()
    try:
        waited_for = work.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    return (yield from _limit(work, waited_for, started + seconds - monotonic()).__await__())


async def _limit(work: Coroutine[Any, Any, Result], waited_for: Any, seconds: float) -> Result:
    async with asyncio.timeout(seconds):
        return await resume(work, waited_for)
