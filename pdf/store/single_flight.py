"""Work that many ask for at once and that is done once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class SingleFlight(Generic[Result]):
    """While work for a key is under way, whoever asks for that key waits for its outcome."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[Result]] = {}

    async def join(self, key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
        """The outcome of the work under way, else of `work`; a caller that goes away leaves it to the others."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(_run(work))
            task.add_done_callback(lambda done: self._land(key, done))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Ends what is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _land(self, key: Hashable, done: asyncio.Task[Result]) -> None:
        del self._tasks[key]
        # When every caller has gone away nobody asks for the outcome, and asyncio would complain.
        if not done.cancelled():
            done.exception()


async def _run(work: Callable[[], Awaitable[Result]]) -> Result:
    return await work()
