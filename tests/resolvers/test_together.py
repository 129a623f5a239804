"""Reads that are run together: the first error stops the others, and leaves nothing behind."""

import asyncio

import pytest

from storage.concurrency.time_limit import with_time_limit
from storage.database import Database
from tests.factories import make_context


class Broken(Exception):
    """What a read raises."""


async def fail_or_wait(seconds: float) -> None:
    if seconds < 0:
        await asyncio.sleep(0.01)
        raise Broken
    await asyncio.sleep(seconds)


async def test_after_an_error_a_time_limit_further_up_is_still_one(database: Database) -> None:
    reads = make_context(database).reads

    async def fail_and_go_on() -> None:
        with pytest.raises(Broken):
            await reads.together(fail_or_wait, [-1, 60])
        await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        await with_time_limit(fail_and_go_on(), 0.1)
