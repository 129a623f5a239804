"""Loading in batches: what is shared by several who ask."""

import asyncio
from dataclasses import dataclass

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
