"""The position in the database's log after the last write of each scope: a reader must have reached it to see that."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

# How long a write is remembered: a replica that is further behind is out of order.
REMEMBERED_SECONDS = 60

# No position is below the first one, and none beyond the second.
NOTHING_WRITTEN = 0
UNKNOWN = 2**63 - 1


class WrittenPositions(Protocol):
    """The newest position for each scope, which is any text."""

    async def note(self, scope: str, position: int) -> None:
        """Remembers that something was written in the scope before this position; a later position stays."""

    async def find(self, scope: str) -> int:
        """The newest position that was noted lately; NOTHING_WRITTEN, or UNKNOWN where that can't be told."""


class ProcessWrittenPositions:
    """Remembers what this process wrote."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        # The scope that was noted longest ago comes first.
        self._noted: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def note(self, scope: str, position: int) -> None:
        """As `WrittenPositions` says."""
        newest = max(position, await self.find(scope))
        self._noted[scope] = newest, self._seconds() + REMEMBERED_SECONDS
        self._noted.move_to_end(scope)

    async def find(self, scope: str) -> int:
        """As `WrittenPositions` says."""
        self._forget()
        position, _ = self._noted.get(scope, (NOTHING_WRITTEN, 0.0))
        return position

    def _forget(self) -> None:
        while self._noted:
            scope, (_, until) = next(iter(self._noted.items()))
            if until > self._seconds():
                return
            del self._noted[scope]
