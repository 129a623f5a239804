"""Loading in batches: what is shared by several who ask."""

import asyncio
from dataclasses import dataclass, field

import pytest

from models.values.instant import Instant
from resolvers.loaders import Loaders
from resolvers.reads import Reads
from storage.database import Database
from tests.factories import make_viewer


@dataclass(frozen=True, slots=True)
class Lengths:
    """The length of each key, after a turn of the loop."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[int]:
        await asyncio.sleep(0)
        return [len(key) for key in keys]


async def test_who_is_stopped_does_not_stop_another_who_waits_for_the_same(database: Database) -> None:
    loaders = Loaders(Reads(database, make_viewer(), Instant(0)), Instant(0))
    stopped = asyncio.create_task(loaders.load(Lengths(), "cus_1"))
    waiting = asyncio.create_task(loaders.load(Lengths(), "cus_1"))
    await asyncio.sleep(0)

    stopped.cancel()

    assert await waiting == 5
    with pytest.raises(asyncio.CancelledError):
        await stopped


async def test_who_is_stopped_while_waiting_stays_stopped(database: Database) -> None:
    loaders = Loaders(Reads(database, make_viewer(), Instant(0)), Instant(0))
    waiting = asyncio.create_task(loaders.load(Lengths(), "cus_1"))
    await asyncio.sleep(0)

    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_who_comes_after_one_who_was_stopped_gets_an_answer(database: Database) -> None:
    loaders = Loaders(Reads(database, make_viewer(), Instant(0)), Instant(0))
    stopped = asyncio.create_task(loaders.load(Lengths(), "cus_1"))
    await asyncio.sleep(0)
    stopped.cancel()

    with pytest.raises(asyncio.CancelledError):
        await stopped

    assert await loaders.load(Lengths(), "cus_12") == 6


@dataclass(frozen=True, slots=True)
class Noted:
    """The length of each key; notes what it was asked for, and fails for a key of no length."""

    asked: list[list[str]] = field(default_factory=list, hash=False, compare=False)

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[int]:
        self.asked.append(keys)
        return [len(key) // bool(key) for key in keys]


async def test_what_is_asked_for_in_one_turn_is_read_once_and_remembered(database: Database) -> None:
    loaders, lengths = Loaders(Reads(database, make_viewer(), Instant(0)), Instant(0)), Noted()

    loaders.remember(lengths, {"known": 0})
    one, other = await asyncio.gather(
        loaders.load_all(lengths, ["a", "bb", "a", "known"]), loaders.load(lengths, "ccc")
    )
    again = await loaders.load_all(lengths, ["ccc", "a", "dddd"])

    assert (one, other, again) == ([1, 2, 1, 0], 3, [3, 1, 4])
    assert lengths.asked == [["a", "bb", "ccc"], ["dddd"]]


async def test_a_read_that_failed_fails_for_all_its_keys_and_is_not_tried_again(database: Database) -> None:
    loaders, lengths = Loaders(Reads(database, make_viewer(), Instant(0)), Instant(0)), Noted()

    for keys in (["a", ""], ["a"]):
        with pytest.raises(ZeroDivisionError):
            await loaders.load_all(lengths, keys)

    assert await loaders.load(lengths, "bb") == 2
    assert lengths.asked == [["a", ""], ["bb"]]
