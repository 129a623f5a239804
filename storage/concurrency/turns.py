"""Turns: long work in the event loop is done in parts, and other tasks run between them."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import TypeVar

SLICE_SECONDS = 0.0005
# So many rows take between a fifth of a slice and two slices, whatever is done with them.
PART = 100

Item = TypeVar("Item")
Result = TypeVar("Result")


class Turns:
    """The turns of one piece of work, which begins now."""

    def __init__(self) -> None:
        self._until = perf_counter() + SLICE_SECONDS

    async def pass_if_over(self) -> None:
        """Lets others go on if this turn has lasted long enough."""
        if perf_counter() > self._until:
            await asyncio.sleep(0)
            self._until = perf_counter() + SLICE_SECONDS

    async def through(
        self, function: Callable[[Sequence[Item]], Iterable[Result]], items: Sequence[Item]
    ) -> list[Result]:
        """What the function gives for the items, a part at a time."""
        results: list[Result] = []
        for start in range(0, len(items), PART):
            results += function(items[start : start + PART])
            await self.pass_if_over()
        return results


async def in_turns(function: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]) -> list[Result]:
    """What the function gives for the items; for many of them in parts, between which others have their turn."""
    return function(items) if len(items) <= PART else await Turns().through(function, items)
