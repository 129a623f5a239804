"""Makes one thing while something else is waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")


class Ahead(Generic[Item]):
    """What `make` gives, time after time; `begin` has the next one made before it is taken.

    While a database commits, this process would do nothing.
    """

    def __init__(self, make: Callable[[], Awaitable[Item]]) -> None:
        self._make = make
        self._next: asyncio.Future[Item] | None = None

    def begin(self) -> asyncio.Future[Item]:
        """Has the next one made as soon as whoever calls waits for something; once is enough."""
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
