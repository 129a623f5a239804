"""Writes a large answer in slices, between which others have their turn.

The function that writes an answer is plain code, which would hold the event loop for some ten milliseconds. It runs in
a greenlet of its own, and the lists that it goes through pause it.
"""

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy.util import await_only, greenlet_spawn

from storage.lanes import let_others_go_on
from storage.turns import SLICE_SECONDS

Answer = TypeVar("Answer")


class Slices:
    """The turns of one answer."""

    def __init__(self) -> None:
        self._until = 0.0

    async def write(self, write: Callable[[], Answer]) -> Answer:
        """What `write` returns; it pauses where it goes through `paused` rows."""
        self._until = perf_counter() + SLICE_SECONDS
        answer: Answer = await greenlet_spawn(write)
        return answer

    def paused(self, rows: Iterable[Any]) -> list[Any]:
        """The same rows in a list that pauses between them."""
        return _Paused(rows, self)

    def pause_if_over(self) -> None:
        """Lets others go on if the slice is over."""
        if perf_counter() > self._until:
            await_only(let_others_go_on())
            self._until = perf_counter() + SLICE_SECONDS


class _Paused(list[Any]):
    def __init__(self, rows: Iterable[Any], slices: Slices) -> None:
        super().__init__(rows)
        self._slices = slices

    def __iter__(self) -> Iterator[Any]:
        for row in super().__iter__():
            self._slices.pause_if_over()
            yield row
