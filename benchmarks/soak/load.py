"""Requests of all kinds at a steady rate, whether or not earlier ones are answered."""

import asyncio
import random
import time
from typing import Any

import httpx

from benchmarks.documents import CUSTOMER_PAGE
from benchmarks.soak.changes import Changes
from benchmarks.soak.disconnects import ask_and_vanish
from benchmarks.soak.parameters import Parameters
from benchmarks.soak.questions import Questions
from benchmarks.soak.replicas import Balancer, Replicas
from benchmarks.soak.tally import UNANSWERED, Outcome, Tally

MIX = {
    "page": 38,
    "list": 7,
    "large": 4,
    "search": 10,
    "node": 12,
    "token": 8,
    "change": 10,
    "bad": 6,
    "vanish": 3,
    "pdf": 2,
}

MAX_IN_FLIGHT = 300
MAX_LAG_SECONDS = 0.5
# How long after the load a change may still be asked for.
PATIENCE_SECONDS = 120
# Longer than any limit of the service: of an execution, a write, or the queue of PDFs.
CLIENT_SECONDS = 90


class Load:
    """Clients of one key each, who send by the clock and never wait for an answer before they send again."""

    def __init__(self, parameters: Parameters, questions: Questions, changes: Changes, tally: Tally) -> None:
        self._plan = parameters
        self._questions = questions
        self._changes = changes
        self._tally = tally
        self._chance = random.Random(1)  # noqa: S311 - nothing secret is drawn
        self._in_flight: set[asyncio.Task[None]] = set()

    async def run(self, replicas: Replicas, keys: list[str]) -> None:
        """Sends for the plan's time; returns when everything is answered or lost."""
        limits = httpx.Limits(max_connections=MAX_IN_FLIGHT, max_keepalive_connections=50)
        self._changes.give_up_at(time.monotonic() + self._plan.seconds + PATIENCE_SECONDS)
        transport, url = Balancer(replicas, limits), replicas.all[0].url
        async with httpx.AsyncClient(base_url=url, transport=transport, timeout=CLIENT_SECONDS) as client:
            await asyncio.gather(*(self._send_steadily(client, key) for key in keys))
            await asyncio.gather(*self._in_flight)

    async def _send_steadily(self, client: httpx.AsyncClient, key: str) -> None:
        due, end = time.monotonic(), time.monotonic() + self._plan.seconds
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            if len(self._in_flight) < MAX_IN_FLIGHT:
                self._begin(client, key)
            else:
                self._tally.unsent += 1
            # A delayed client does not send the requests that it has missed all at once.
            due = max(due + 1 / self._plan.rate, time.monotonic() - MAX_LAG_SECONDS)

    def _begin(self, client: httpx.AsyncClient, key: str) -> None:
        kind = self._chance.choices(list(MIX), list(MIX.values()))[0]
        task = asyncio.create_task(self._send(client, key, kind))
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)

    async def _send(self, client: httpx.AsyncClient, key: str, kind: str) -> None:
        if kind == "change":
            await self._changes.make_one(client, key)
        elif kind == "vanish":
            await ask_and_vanish(client.base_url, key, _page_of_nobody())
        else:
            await self._ask(client, key, kind)

    async def _ask(self, client: httpx.AsyncClient, key: str, kind: str) -> None:
        question, started = self._questions.draw(kind, self._chance), time.monotonic()
        try:
            outcome = question.judge(await question.send(client, key))
        except httpx.TransportError as error:
            outcome = Outcome(UNANSWERED, repr(error))
        self._tally.add(kind, started, outcome)


def _page_of_nobody() -> dict[str, Any]:
    return {"query": CUSTOMER_PAGE, "variables": {"id": "cus_none"}}
