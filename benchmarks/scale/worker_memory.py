"""How much memory a process that serves comes to have beside very much data."""

from collections.abc import Iterable

import httpx

from benchmarks.findings import Finding
from benchmarks.memory import MEBIBYTE, peak_bytes
from benchmarks.scale.databases import Databases, Place
from benchmarks.scale.questions import heavy_filters, heavy_lists
from benchmarks.soak.server import Server

MOST_MEBIBYTES = 300
_NO_RATES = {"CALMONY_RATE_REQUESTS": "0", "CALMONY_RATE_COST": "0"}
_PATIENCE_SECONDS = 60


async def measure_worker(databases: Databases, bodies: Iterable[bytes]) -> Finding:
    """The most that a server of its own ever had resident, after each of these questions and the heaviest lists.

    The process that answers these is counted with it.
    """
    server = Server(databases.many.render_as_string(hide_password=False), _NO_RATES)
    try:
        await server.start()
        async with httpx.AsyncClient(base_url=server.url, timeout=_PATIENCE_SECONDS) as client:
            statuses = await _ask_all(client, databases.customers, [*bodies, *heavy_filters()])
            statuses |= await _ask_all(client, databases.big, heavy_lists())
        peak = sum(map(peak_bytes, [server.pid, *server.large()])) / MEBIBYTE
    finally:
        await server.kill()
    found = f"{peak:.0f} MiB at the most, at most {MOST_MEBIBYTES}; statuses {sorted(statuses)}"
    return Finding("memory of a worker", found, peak <= MOST_MEBIBYTES and statuses == {200})


async def _ask_all(client: httpx.AsyncClient, place: Place, bodies: Iterable[bytes]) -> set[int]:
    headers = {"Authorization": f"Bearer {place.key}", "Content-Type": "application/json"}
    return {(await client.post("/graphql", content=body, headers=headers)).status_code for body in bodies}
