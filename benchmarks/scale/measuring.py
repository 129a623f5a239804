"""What requests cost: CPU time of this process, which serves them, and of a database server."""

import os
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.guards.asgi import Answer

# Gives the CPU time so far, in seconds.
Clock = Callable[[], float]
Ask = Callable[[bytes], Awaitable[Answer]]

_SHORTEST, _MOST_CALLS, _SLOW = 0.05, 100, 0.5


class Cost(NamedTuple):
    """CPU milliseconds of a request on each side, their ratio, and a status of an answer that was none."""

    one: float
    other: float
    times: float
    refused: int | None = None


async def compare(one: "Side", other: "Side", rounds: int, clock: Clock) -> Cost:
    """The medians over rounds in which both are asked after each other; a slow one is asked in few."""
    for side in (one, other):
        if (status := await side.warm_up(clock)) != 200:
            return Cost(0, 0, 0, status)
    turns = range(1 if max(one.seconds, other.seconds) > _SLOW else rounds)
    measured = [(await one.measure(clock), await other.measure(clock)) for _ in turns]
    ones, others = zip(*measured, strict=True)
    return Cost(median(ones) * 1000, median(others) * 1000, median(b / a for a, b in measured))


class Side:
    """An application and what it is asked in turn."""

    def __init__(self, ask: Ask, bodies: Sequence[bytes]) -> None:
        self._ask = ask
        self._bodies: Iterator[bytes] = cycle(bodies)
        self._count = len(bodies)
        self.seconds = 0.0
        self._calls = 1

    async def warm_up(self, clock: Clock) -> int:
        """The status of the first answer; afterwards the documents are known, and how many calls make a measurement."""
        status = 200
        for _ in range(self._count + 1):
            answer, self.seconds = await self._time(clock)
            status = answer.status if status == 200 else status
            if self.seconds > _SLOW:
                break
        self._calls = min(_MOST_CALLS, max(1, round(_SHORTEST / max(self.seconds, 1e-6))))
        return status

    async def measure(self, clock: Clock) -> float:
        """The CPU seconds of one request."""
        began = clock()
        for _ in range(self._calls):
            await self._ask(next(self._bodies))
        return (clock() - began) / self._calls

    async def _time(self, clock: Clock) -> tuple[Answer, float]:
        began = clock()
        answer = await self._ask(next(self._bodies))
        return answer, clock() - began


def clock_with(server: int | None) -> Clock:
    """The clock of this process and its children, and of those of a server with this process id."""
    parents = (os.getpid(),) if server is None else (os.getpid(), server)
    return lambda: time.process_time() + sum(map(_children_seconds, parents))


def _children_seconds(parent: int) -> float:
    nanoseconds = 0
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        # One that has just ended.
        with suppress(OSError):
            nanoseconds += int(Path(f"/proc/{child}/schedstat").read_text().split()[0])
    return nanoseconds / 1e9
