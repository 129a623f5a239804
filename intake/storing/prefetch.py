"""Makes the next item while the current one is stored."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")


class Prefetch(Generic[Item]):
    """The items that `make` returns; `begin` starts making the next one before it is taken.

    Else this process would do nothing while the database commits.
    """

    def __init__(self, make: Callable[[], Awaitable[Item]]) -> None:
        self._make = make
        self._next: asyncio.Future[Item] | None = None

    def begin(self) -> asyncio.Future[Item]:
        """Starts making the next one, unless it was started; it is made while the caller waits."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._make())
        return self._next

    async def take(self) -> Item:
        """The next one; raises what making it raised."""
        made = self.begin()
        self._next = None
        return await made

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._next is not None:
            self._next.cancel()
            await asyncio.gather(self._next, return_exceptions=True)
