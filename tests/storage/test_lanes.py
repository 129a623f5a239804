"""Slow reads run a few at a time, one of each caller, and quick ones go on whatever they do."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import literal, select

from storage.concurrency.lanes import Lanes, TooBusy
from storage.database import Database
from storage.request_notes import begin_notes, noted
from storage.statements import compile_statement
from tests.engine.test_timeouts import all_stop, endless

Begin = Callable[[str | None], Awaitable[asyncio.Event]]


@pytest.fixture
def lanes() -> Lanes:
    return Lanes()


@pytest.fixture
async def begin(lanes: Lanes) -> AsyncIterator[Begin]:
    """`await begin(caller)`: work of this caller wants a place, and has one when the event is set."""
    tasks: list[asyncio.Task[None]] = []

    async def work(caller: str | None, has_begun: asyncio.Event) -> None:
        begin_notes(key_id=caller)
        async with lanes.slow_place():
            has_begun.set()
            await asyncio.sleep(60)

    async def begin(caller: str | None) -> asyncio.Event:
        tasks.append(asyncio.create_task(work(caller, has_begun := asyncio.Event())))
        await asyncio.sleep(0)
        return has_begun

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_caller_has_one_place_and_leaves_the_other_to_others(begin: Begin) -> None:
    first, second, other = [await begin(caller) for caller in ("key_1", "key_1", "key_2")]

    assert [event.is_set() for event in (first, second, other)] == [True, False, True]


async def test_the_next_one_begins_when_a_place_is_free(lanes: Lanes) -> None:
    order: list[str] = []

    async def work(caller: str, name: str) -> None:
        begin_notes(key_id=caller)
        async with lanes.slow_place():
            order.append(name)
            await asyncio.sleep(0)

    await asyncio.gather(work("a", "a1"), work("a", "a2"), work("a", "a3"), work("b", "b1"))

    assert order == ["a1", "b1", "a2", "a3"]


async def test_who_has_a_place_takes_no_second_one(lanes: Lanes) -> None:
    begin_notes(key_id="key_1")
    async with lanes.slow_place(), lanes.slow_place():
        assert lanes.is_slow("SELECT 1")

    assert not lanes.is_slow("SELECT 1")
    assert noted()["lane"] == "slow"


async def test_who_waits_too_long_is_told_so_and_keeps_nobody_waiting(
    lanes: Lanes, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.concurrency.lanes.WAIT_SECONDS", 0.05)
    await begin("key_1")
    await begin("key_2")
    begin_notes(key_id="key_3")

    with pytest.raises(TooBusy, match="Too many slow requests"):
        async with lanes.slow_place():
            pass

    assert lanes._waiting == []


async def test_when_very_many_wait_the_next_is_told_so_at_once(
    lanes: Lanes, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.concurrency.lanes.MAX_WAITING", 1)
    for caller in ("key_1", "key_2", "key_3"):
        await begin(caller)

    with pytest.raises(TooBusy):
        async with lanes.slow_place():
            pass


async def test_who_goes_away_while_waiting_leaves_the_place_to_the_next(lanes: Lanes, begin: Begin) -> None:
    async def wait() -> None:
        begin_notes(key_id="key_1")
        async with lanes.slow_place():
            pass

    await begin("key_1")
    gone = asyncio.create_task(wait())
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone

    assert (await begin("key_2")).is_set()
    assert lanes._waiting == []


async def test_a_statement_is_remembered_as_slow_for_its_caller_alone(lanes: Lanes) -> None:
    begin_notes(key_id="key_1")
    lanes.note_slow("SELECT slowly")

    assert lanes.is_slow("SELECT slowly")
    assert not lanes.is_slow("SELECT 1")
    begin_notes(key_id="key_2")
    assert not lanes.is_slow("SELECT slowly")


async def test_quick_reads_go_on_beside_eight_that_never_end(database_url: str) -> None:
    async with Database(database_url) as database:
        quick = compile_statement(select(literal(1)), database.dialect)

        async def read_slowly(caller: str) -> None:
            begin_notes(key_id=caller)
            await database.fetch(endless(database.dialect), {})

        slow = [asyncio.create_task(read_slowly(f"key_{number % 3}")) for number in range(8)]
        await asyncio.sleep(0.5)
        started = time.monotonic()
        for _ in range(50):
            assert await database.fetch(quick, {}) == [(1,)]
        taken = time.monotonic() - started

        assert taken < 1
        assert not any(task.done() for task in slow)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert await all_stop(database)
