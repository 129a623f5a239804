"""Cancellations and resumptions, each repeated with its idempotency key until it is answered, and a journal of them."""

import asyncio
import random
import time
from collections import defaultdict
from typing import Any, NamedTuple

import httpx

from benchmarks.documents import CANCEL, RESUME
from benchmarks.soak.answers import find_refusal, wrong
from benchmarks.soak.disconnects import ask_and_vanish
from benchmarks.soak.tally import RIGHT, UNANSWERED, WRONG, Outcome, Tally

PAUSE_SECONDS = 0.5
# How often a change is final, its first client vanishes, it is asked twice at once, or again after its answer.
FINAL, VANISHING, DOUBLED, REPEATED = 0.05, 0.1, 0.1, 0.2


class Change(NamedTuple):
    """One mutation, what it leads to, and the event that it must leave."""

    field: str
    body: dict[str, Any]
    status: str
    scheduled: bool
    event: str


class Changes:
    """Changes one subscription at a time each; `told` is the journal: the events that its answers promise.

    `unfinished` are those that were never answered, with the event that each may have left or not.
    """

    def __init__(self, subscription_ids: list[str], tally: Tally, chance: random.Random) -> None:
        self.told: defaultdict[str, list[str]] = defaultdict(list)
        self.unfinished: dict[str, str] = {}
        self._deadline = 0.0
        self._free = list(subscription_ids)
        self._scheduled: set[str] = set()
        self._tally = tally
        self._chance = chance

    def give_up_at(self, deadline: float) -> None:
        """No change is asked for again after this monotonic time."""
        self._deadline = deadline

    async def make_one(self, client: httpx.AsyncClient, key: str) -> None:
        """Changes a subscription that nobody else changes now; does nothing when there is none."""
        if not self._free:
            return
        subscription_id = self._free.pop(self._chance.randrange(len(self._free)))
        change = self._choose(subscription_id)
        if self._chance.random() < VANISHING:
            await ask_and_vanish(client.base_url, key, change.body)
        first = await self._ask_until_done(client, key, change)
        if first is None:
            self.unfinished[subscription_id] = change.event
            return
        self.told[subscription_id].append(change.event)
        if self._chance.random() < REPEATED:
            await self._ask(client, key, change, first)
        (self._scheduled.add if change.scheduled else self._scheduled.discard)(subscription_id)
        if change.status == "ACTIVE":
            self._free.append(subscription_id)

    def _choose(self, subscription_id: str) -> Change:
        given = {"id": subscription_id, "key": f"{subscription_id} {len(self.told[subscription_id])}"}
        if subscription_id in self._scheduled:
            body = {"query": RESUME, "variables": given}
            return Change("resumeSubscription", body, "ACTIVE", False, "subscription.resumed")
        if self._chance.random() < FINAL:
            body = {"query": CANCEL, "variables": {**given, "timing": "IMMEDIATELY"}}
            return Change("cancelSubscription", body, "CANCELED", False, "subscription.canceled")
        body = {"query": CANCEL, "variables": {**given, "timing": "AT_PERIOD_END"}}
        return Change("cancelSubscription", body, "ACTIVE", True, "subscription.cancellation_scheduled")

    async def _ask_until_done(self, client: httpx.AsyncClient, key: str, change: Change) -> Any:
        while time.monotonic() < self._deadline:
            times = 2 if self._chance.random() < DOUBLED else 1
            answers = await asyncio.gather(*(self._ask(client, key, change) for _ in range(times)))
            given = [answer for answer in answers if answer is not None]
            if len(given) == 2 and given[0] != given[1]:
                self._tally.add("change", time.monotonic(), Outcome(WRONG, f"two answers to one key: {given}"))
            if given:
                return given[0]
            await asyncio.sleep(PAUSE_SECONDS)
        return None

    async def _ask(self, client: httpx.AsyncClient, key: str, change: Change, first: Any = None) -> Any:
        """What was answered, None where it was refused or lost; `first` is what must be answered again."""
        started, answered = time.monotonic(), None
        try:
            answer = await client.post("/graphql", json=change.body, headers={"Authorization": f"Bearer {key}"})
        except httpx.TransportError as error:
            outcome = Outcome(UNANSWERED, repr(error))
        else:
            outcome = _judge(answer, change)
            if outcome.name == RIGHT:
                answered = answer.json()
            if first is not None and answered not in (None, first):
                outcome = Outcome(WRONG, f"another answer to the same key: {answer.text[:200]}")
        self._tally.add("change", started, outcome)
        return answered


def _judge(answer: httpx.Response, change: Change) -> Outcome:
    refusal = find_refusal(answer)
    if refusal is not None:
        return refusal
    try:
        told = answer.json()["data"][change.field]
        subscription = told["subscription"]
        is_right = (
            not told["userErrors"]
            and subscription["id"] == change.body["variables"]["id"]
            and subscription["status"] == change.status
            and (subscription["cancelAt"] is not None) == change.scheduled
        )
    except (ValueError, KeyError, TypeError):
        is_right = False
    return Outcome(RIGHT) if answer.status_code == 200 and is_right else wrong(answer)
