"""`kill -9` in the middle of cancellations: each is done with its event, or not begun."""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func
from sqlmodel import select

from models.access.api_key import new_api_key
from models.access.viewer import Role
from models.billing.cancellation import CancellationRequest
from models.billing.event import Event
from models.billing.subscription import Subscription, SubscriptionStatus
from resolvers.subscriptions.changes import cancel_subscription
from storage.database import Database
from tests.factories import NOW, make_context, make_customer, make_subscription, save, save_subscription

ROOT = Path(__file__).parents[2]
NUMBER = 200
AT_ONCE = 50
PATIENCE = 60
# How many answers the process lives to give, the first time, the second…
KILLED_AFTER = [1, 30, 60]

CANCEL = """
mutation Cancel($id: ID!, $key: String) {
  cancelSubscription(input: {subscriptionId: $id, idempotencyKey: $key}) {
    subscription { status }
    userErrors { code }
  }
}
"""
CANCELED = {"data": {"cancelSubscription": {"subscription": {"status": "CANCELED"}, "userErrors": []}}}


async def add_subscriptions(database: Database) -> str:
    """Stores them with an operator's key, and returns the key."""
    await save_subscription(database)
    key = new_api_key("prj_1", live_mode=True, role=Role.OPERATOR, name="Back office", now=NOW)
    await save(database, key.row, [make_subscription(make_customer(), each) for each in range(2, NUMBER + 1)])
    return key.secret


async def outcomes(database: Database) -> dict[str, tuple[SubscriptionStatus, int]]:
    """Each subscription's status and how many events it has, at one moment."""
    its_events = select(func.count()).where(Event.subject_id == Subscription.id).scalar_subquery()
    async with database.sessions() as session:
        rows = await session.exec(select(Subscription.id, Subscription.status, its_events))
        return {row[0]: (row[1], row[2]) for row in rows}


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A server of its own on the environment's database, and where it listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "app", "serve", "--port", port, cwd=ROOT)
    try:
        await wait_until_ready(process, f"http://127.0.0.1:{port}")
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def wait_until_ready(process: asyncio.subprocess.Process, url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
        while time.monotonic() < deadline:
            assert process.returncode is None, "it ended before it was ready"
            try:
                if (await client.get("/readyz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    raise AssertionError("it never became ready")


async def cancel_and_kill(
    process: asyncio.subprocess.Process, url: str, key: str, ids: list[str], killed_after: int
) -> list[str]:
    """Asks for every cancellation, kills the process after so many answers, and returns what was answered."""
    answered: list[str] = []
    places = asyncio.Semaphore(AT_ONCE)
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE) as client:

        async def cancel(subscription_id: str) -> None:
            body = {"query": CANCEL, "variables": {"id": subscription_id, "key": f"cancel {subscription_id}"}}
            async with places:
                answer = await client.post("/graphql", json=body)
            assert answer.json() == CANCELED, answer.text
            answered.append(subscription_id)
            if len(answered) == killed_after:
                process.send_signal(signal.SIGKILL)

        results = await asyncio.gather(*map(cancel, ids), return_exceptions=True)
    assert all(result is None or isinstance(result, httpx.TransportError) for result in results), results
    return answered


async def test_a_killed_server_leaves_each_subscription_untouched_or_canceled_with_one_event(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMONY_DATABASE_URL", database_url)
    monkeypatch.setenv("CALMONY_RATE_REQUESTS", "0")
    key = await add_subscriptions(database)
    waiting = sorted(await outcomes(database))

    for killed_after in KILLED_AFTER:
        async with serving() as (process, url):
            answered = await cancel_and_kill(process, url, key, waiting, killed_after)
            assert await process.wait() == -signal.SIGKILL
        states = await outcomes(database)
        assert set(states.values()) == {(SubscriptionStatus.ACTIVE, 0), (SubscriptionStatus.CANCELED, 1)}
        assert {states[each] for each in answered} == {(SubscriptionStatus.CANCELED, 1)}
        waiting = [each for each in waiting if each not in answered]

    for each in waiting:
        await cancel_subscription(make_context(database), each, CancellationRequest(), f"cancel {each}")
    assert set((await outcomes(database)).values()) == {(SubscriptionStatus.CANCELED, 1)}
