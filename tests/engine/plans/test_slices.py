"""A large answer is written in slices, and others have their turn between them."""

import asyncio
from itertools import count

import pytest

from engine.executor import Executor
from engine.json_body import write_json
from engine.limits import QUICK_COST
from engine.plans import slices
from engine.plans.slices import Slices
from engine.request import GraphQLRequest
from storage.database import Database
from tests.factories import make_context, make_customer, make_payment, make_project, save

pytestmark = pytest.mark.one_database

LIST = """query List($first: Int) { customers(first: 100) {
  nodes { id paymentIntents(first: $first) { nodes { id amount { formatted } } pageInfo { hasNextPage } } }
} }"""
CUSTOMERS, PAYMENTS = 5, 30


@pytest.fixture
async def filled(database: Database) -> Database:
    customers = [make_customer(number) for number in range(1, CUSTOMERS + 1)]
    payments = [make_payment(each, number) for each in customers for number in range(PAYMENTS)]
    await save(database, make_project(), customers, payments)
    return database


async def count_turns(database: Database, first: int) -> tuple[int, bytes]:
    """How often others had their turn while the list was read and written, and the answer."""
    executor, is_over, turns = Executor(), asyncio.Event(), count()

    async def take_turns() -> None:
        while not is_over.is_set():
            next(turns)
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(take_turns())
        answer = await executor.run(GraphQLRequest(LIST, {"first": first}), make_context(database))
        is_over.set()
    return next(turns), write_json(answer.body)


async def test_others_have_their_turn_while_a_large_answer_is_written(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    assert 100 * (1 + PAYMENTS) > QUICK_COST > 100 * (1 + 10)

    turns, answer = await count_turns(filled, PAYMENTS)

    # On a busy machine others have more turns yet: while a thread reads.
    assert turns > CUSTOMERS * PAYMENTS
    monkeypatch.setattr(slices, "SLICE_SECONDS", 3600.0)
    assert (await count_turns(filled, PAYMENTS))[1] == answer


async def test_a_fault_between_two_slices_reaches_who_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    written = Slices()
    rows = written.paused(range(3))

    with pytest.raises(ZeroDivisionError):
        await written.write(lambda: [1 // (2 - row) for row in rows])

    assert (rows, rows[1], bool(written.paused([]))) == ([0, 1, 2], 1, False)


async def test_who_goes_away_ends_the_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0.0)
    written, seen = Slices(), count()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await written.write(lambda: [next(seen) for _ in written.paused(range(1000))])

    assert next(seen) < 20
