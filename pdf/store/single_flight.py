"""Work that several callers request at once but that runs only once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class SingleFlight(Generic[Result]):
    """While work for a key runs, other callers with that key wait for its result."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[Result]] = {}

    async def join(self, key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
        """The result of the running work, else of `work`. A caller that is cancelled does not stop it."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(_run(work))
            task.add_done_callback(lambda done: self._land(key, done))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Cancels all running work."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _land(self, key: Hashable, done: asyncio.Task[Result]) -> None:
        del self._tasks[key]
        # If all callers were cancelled, nobody reads the result, and asyncio would warn about it.
        if not done.cancelled():
            done.exception()


async def _run(work: Callable[[], Awaitable[Result]]) -> Result:
    return await work()
