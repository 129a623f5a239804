"""Pages beside very many idle connections: latency, the server's memory, and whether the connections are closed."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from statistics import quantiles
from typing import NamedTuple

import httpx

from benchmarks.database import add_key, add_seller, migrated
from benchmarks.documents import CUSTOMER_PAGE
from benchmarks.findings import Finding
from benchmarks.memory import MEBIBYTE, resident_bytes
from benchmarks.soak.server import ROOT, Server
from intake.synthetic.loading import load_synthetic
from models.access.viewer import Role
from models.values.instant import system_clock

MOST_TIMES, MOST_MORE_MILLISECONDS, MOST_MEBIBYTES = 2.0, 3.0, 60.0
CUSTOMERS = 50
PER_SECOND = 50


class IdleConnections(NamedTuple):
    """How many connections send nothing, and how many a byte a second.

    `quiet_seconds` is how long pages are requested before these open, `head_seconds` the server's limit for a request's
    head.
    """

    silent: int = 10_000
    slow: int = 200
    quiet_seconds: float = 15
    head_seconds: int = 10


class Pages:
    """Asks for pages by the clock, over connections that stay open."""

    def __init__(self, client: httpx.AsyncClient, customer_ids: list[str]) -> None:
        self._client = client
        self._ids = customer_ids
        self.statuses: set[int] = set()

    async def p99_until(self, end: asyncio.Event) -> float:
        """The 99th percentile in milliseconds."""
        asked: list[asyncio.Task[float]] = []
        due = time.monotonic()
        while not end.is_set():
            asked.append(asyncio.create_task(self._ask(len(asked))))
            due += 1 / PER_SECOND
            await asyncio.sleep(max(0, due - time.monotonic()))
        return quantiles(await asyncio.gather(*asked), n=100)[98]

    async def _ask(self, number: int) -> float:
        body = {"query": CUSTOMER_PAGE, "variables": {"id": self._ids[number % len(self._ids)]}}
        began = time.perf_counter()
        answer = await self._client.post("/graphql", json=body)
        self.statuses.add(answer.status_code)
        return (time.perf_counter() - began) * 1000


async def measure_idle_connections(idle: IdleConnections, database_url: str) -> list[Finding]:
    """Pages alone, and then beside the crowd."""
    async with migrated(database_url) as database:
        project = await add_seller(database)
        await load_synthetic(database, project, live_mode=True, customers=CUSTOMERS, seed=1, now=system_clock())
        key = (await add_key(database, project, Role.VIEWER)).secret
    no_rates = {"CALMONY_RATE_REQUESTS": "0", "CALMONY_RATE_COST": "0"}
    server = Server(database_url, {**no_rates, "CALMONY_HEAD_TIME_LIMIT": str(idle.head_seconds)})
    try:
        await server.start()
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=30) as client:
            pages = Pages(client, await _list_customers(client))
            await pages.p99_until(_after(idle.quiet_seconds / 5))
            alone, before = await pages.p99_until(_after(idle.quiet_seconds)), resident_bytes(server.pid)
            ended, highest = asyncio.Event(), [before]
            watching = asyncio.create_task(_watch(server, highest))
            asking = asyncio.create_task(pages.p99_until(ended))
            told = await _open_connections(server.port, idle)
            ended.set()
            beside = await asking
            watching.cancel()
        await server.stop()
    finally:
        await server.kill()
    return _judge(idle, told, pages, (alone, beside), (max(highest) - before) / MEBIBYTE)


def _judge(
    idle: IdleConnections, told: dict[str, int], pages: Pages, p99: tuple[float, float], mebibytes: float
) -> list[Finding]:
    alone, beside = p99
    most = max(MOST_TIMES * alone, alone + MOST_MORE_MILLISECONDS)
    came = told["opened"] + told["refused"]
    return [
        Finding(f"{idle.silent:,} silent and {idle.slow} slow", f"{came:,} came", came == idle.silent + idle.slow),
        Finding(
            "closed by the server", f"{told['closed']:,} of {told['opened']:,}", told["closed"] == told["opened"] > 0
        ),
        Finding("pages", f"statuses {sorted(pages.statuses)}", pages.statuses == {200}),
        Finding("p99 of a page", f"{alone:.1f} ms alone, {beside:.1f} beside, at most {most:.1f}", beside <= most),
        Finding("memory", f"{mebibytes:+.1f} MiB, at most {MOST_MEBIBYTES:+.0f}", mebibytes <= MOST_MEBIBYTES),
    ]


async def _list_customers(client: httpx.AsyncClient) -> list[str]:
    answer = await client.post("/graphql", json={"query": f"{{ customers(first: {CUSTOMERS}) {{ nodes {{ id }} }} }}"})
    return [each["id"] for each in answer.json()["data"]["customers"]["nodes"]]


async def _open_connections(port: int, idle: IdleConnections) -> dict[str, int]:
    words = ("-m", "benchmarks.idle_connections.clients", str(port), str(idle.silent), str(idle.slow))
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=PIPE)
    told, _ = await process.communicate()
    found: dict[str, int] = json.loads(told)
    return found


async def _watch(server: Server, highest: list[int]) -> None:
    while True:
        highest.append(resident_bytes(server.pid))
        await asyncio.sleep(0.2)


def _after(seconds: float) -> asyncio.Event:
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, event.set)
    return event
