"""Values of one batch by key: each is read once, with all that are asked for in the same turn of the event loop.

Strawberry's dataloader does that with a future and two callbacks for each key; here each read has one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

Value = TypeVar("Value")
ReadAll = Callable[[list[str]], Awaitable[Sequence[Value]]]


class KeyLoader(Generic[Value]):
    """`read_all` gives the values of several keys, in their order."""

    def __init__(self, read_all: ReadAll[Value]) -> None:
        self._read_all = read_all
        self._values: dict[str, Value] = {}
        # Of keys without a value: the read that will have it, or that failed.
        self._reads: dict[str, _Read[Value]] = {}
        self._next: _Read[Value] | None = None

    async def load_all(self, keys: Sequence[str]) -> list[Value]:
        """The value of each key; raises what its read raised."""
        missing = [key for key in keys if key not in self._values]
        reads = list(dict.fromkeys(map(self._read_of, missing)))
        results = (
            [await reads[0].result()] if len(reads) == 1 else await asyncio.gather(*(each.result() for each in reads))
        )
        for found in results:
            self._values.update(found)
        return [self._values[key] for key in keys]

    def remember(self, values: Mapping[str, Value]) -> None:
        """Takes values that were read in another way."""
        for key, value in values.items():
            self._values.setdefault(key, value)

    def _read_of(self, key: str) -> "_Read[Value]":
        read = self._reads.get(key)
        if read is None or read.was_stopped:
            if self._next is None or self._next.has_begun or self._next.was_stopped:
                self._next = _Read(self._read_all)
            read = self._reads[key] = self._next
            read.keys.append(key)
        return read


class _Read(Generic[Value]):
    """One read, which begins in the next turn of the loop; it is stopped when nobody waits for it any more."""

    def __init__(self, read_all: ReadAll[Value]) -> None:
        self.keys: list[str] = []
        self.has_begun = False
        self._read_all = read_all
        self._waiting = 0
        self._task = asyncio.ensure_future(self._run())

    @property
    def was_stopped(self) -> bool:
        """Whether who waited for it went away before it ended."""
        return self._task.cancelled() or self._task.cancelling() > 0

    async def result(self) -> dict[str, Value]:
        """The values by their keys."""
        self._waiting += 1
        try:
            return await asyncio.shield(self._task)
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._task.cancel()

    async def _run(self) -> dict[str, Value]:
        # Other tasks of this turn may still ask for more keys.
        await asyncio.sleep(0)
        self.has_begun = True
        return dict(zip(self.keys, await self._read_all(self.keys), strict=True))
