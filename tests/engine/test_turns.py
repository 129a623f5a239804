"""What resolvers answer holds the event loop no longer than what plans do, however large it is."""

import asyncio
import gc
from contextvars import copy_context
from time import thread_time

import orjson
import pytest
from sqlalchemy import text

from engine.executor import Executor
from engine.json_body import write_json
from engine.limits import DEFAULT_LIMITS
from engine.request import GraphQLRequest
from models.billing.payment_intent import PaymentIntent
from storage.concurrency import turns
from storage.database import Database
from storage.request_notes import begin_notes
from tests.factories import make_context, make_customer, make_payment, make_project, save

# As many nodes as an operation may return, but for a few.
HEAVIEST = """{ customers(first: 100) { nodes { paymentIntents(first: 100) { nodes {
  id status createdAt amount { amountMinor currency formatted } customer { name }
} } } } }"""
# Beside slices of half a millisecond: what is left in one go of a level of 10,000 rows, on a slow machine.
HELD_SECONDS = 0.025

pytestmark = pytest.mark.one_database


@pytest.fixture
async def filled(database: Database) -> Database:
    """A hundred customers with a hundred payments each."""
    customers = [make_customer(number) for number in range(1, 101)]
    await save(database, make_project(), customers, [make_payment(each, 1) for each in customers])
    names = [column.name for column in PaymentIntent.__table__.columns]  # type: ignore[attr-defined]
    values = ", ".join("id || '_' || number" if name == "id" else name for name in names)
    async with database.engine.begin() as connection:
        await connection.execute(
            text(
                "WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < 99) "
                f"INSERT INTO payment_intent ({', '.join(names)}) SELECT {values} FROM payment_intent, n"
            )
        )
    return database


async def turns_of_others(work: asyncio.Task[object]) -> list[float]:
    """The CPU time of this thread before each turn of others while the work lasts."""
    held, before = [], thread_time()
    while not work.done():
        await asyncio.sleep(0)
        now = thread_time()
        held.append(now - before)
        before = now
    return held


async def test_the_heaviest_list_holds_the_loop_for_a_moment(filled: Database) -> None:
    longest, executor = [], Executor(plans=False)

    # What serves takes its heap out of full collections.
    gc.disable()
    try:
        for _ in range(2):
            work = asyncio.create_task(executor.run(GraphQLRequest(HEAVIEST), make_context(filled)))
            longest.append(max(await turns_of_others(work)))
    finally:
        gc.enable()
    answer = work.result()

    assert answer.cost is not None
    assert 0.8 * DEFAULT_LIMITS.cost < answer.cost.requested <= DEFAULT_LIMITS.cost
    data = orjson.loads(write_json(answer.body))["data"]
    assert len(data["customers"]["nodes"][99]["paymentIntents"]["nodes"]) == 100
    assert min(longest) < HELD_SECONDS


async def test_who_goes_away_between_two_turns_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)
    seen: list[int] = []

    def look(part: range) -> list[int]:
        seen.extend(part)
        return list(part)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await turns.in_turns(look, range(100_000))

    assert len(seen) < 20 * turns.PART


async def test_what_is_done_in_turns_is_done_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.0)

    assert await turns.in_turns(lambda part: [2 * each for each in part], range(250)) == [*range(0, 500, 2)]
    assert await turns.in_turns(list, []) == []


async def test_who_goes_away_while_a_large_query_waits_for_its_place_leaves_nothing_behind(database: Database) -> None:
    begin_notes(key_id="key_1")
    of_another_task = copy_context()

    async with database.lanes.slow_place():
        asking = Executor().run(GraphQLRequest(HEAVIEST), make_context(database))
        waiting = asyncio.create_task(asking, context=of_another_task)
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])

    # What was never awaited would be warned of, and warnings are errors.
    assert waiting.cancelled()
