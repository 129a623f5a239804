"""How long a page takes beside the heaviest lists that the limits allow."""

import asyncio
from itertools import cycle
from time import perf_counter

from benchmarks.findings import Finding
from benchmarks.scale.measuring import Ask
from benchmarks.scale.parameters import MOST_MILLISECONDS_BESIDE, MOST_TIMES_BESIDE
from benchmarks.scale.questions import heavy_filters, heavy_lists, page_bodies


async def measure_beside(ask: Ask, ask_full: Ask, customer_ids: list[str], pages: int) -> Finding:
    """The 99th percentile of pages alone, and beside eight heavy lists, half of them of customers who have very much.

    `ask_full` asks about these, with a key of their own: so both places for slow requests are taken.
    """
    alone = await _p99(ask, customer_ids, pages)
    is_over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for body in heavy_filters():
            group.create_task(_repeat(ask, body, is_over))
        for body in heavy_lists():
            group.create_task(_repeat(ask_full, body, is_over))
        try:
            beside = await _p99(ask, customer_ids, pages)
        finally:
            is_over.set()
    most = f"at most {MOST_TIMES_BESIDE} × or {MOST_MILLISECONDS_BESIDE:.0f} ms more"
    found = f"p99 {alone:.1f} ms alone, {beside:.1f} ms, {most}"
    good = beside <= max(alone * MOST_TIMES_BESIDE, alone + MOST_MILLISECONDS_BESIDE)
    return Finding("pages beside eight heavy lists", found, good)


async def _p99(ask: Ask, customer_ids: list[str], pages: int) -> float:
    taken, bodies = [], cycle(page_bodies(customer_ids))
    for _ in range(pages):
        began = perf_counter()
        await ask(next(bodies))
        taken.append((perf_counter() - began) * 1000)
        # Others have their turn, as they have between two requests of a network.
        await asyncio.sleep(0.001)
    return sorted(taken)[pages * 99 // 100]


async def _repeat(ask: Ask, body: bytes, is_over: asyncio.Event) -> None:
    while not is_over.is_set():
        await ask(body)
        await asyncio.sleep(0)
