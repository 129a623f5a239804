"""Measures the CPU time of short pieces of work in turns, so that a busy machine slows all of them alike."""

import time
from collections.abc import Awaitable, Callable, Mapping
from statistics import median

Work = Callable[[], Awaitable[object]]


async def measure_cpu(works: Mapping[str, Work], rounds: int, calls: int) -> list[dict[str, float]]:
    """For each round, the microseconds of CPU that one call of each work took; threads count."""
    for work in works.values():
        await _measure(work, calls)
    return [{name: await _measure(works[name], calls) for name in _turned(list(works), turn)} for turn in range(rounds)]


def median_beyond_bare(rounds: list[dict[str, float]], name: str) -> float:
    """The median over the rounds of what one work takes more than the one called "unguarded"."""
    return median(each[name] - each["unguarded"] for each in rounds)


async def _measure(work: Work, calls: int) -> float:
    started = time.process_time()
    for _ in range(calls):
        await work()
    return (time.process_time() - started) / calls * 1e6


def _turned(names: list[str], turn: int) -> list[str]:
    start = turn % len(names)
    return names[start:] + names[:start]
