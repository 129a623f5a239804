"""The time limit behaves like `asyncio.timeout`, but sets no timer for work that never waits."""

import asyncio
import time

import pytest

from storage.concurrency.time_limit import with_time_limit


async def test_what_never_waits_has_its_result_and_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def steps() -> int:
        return 3

    def refuse(_: float) -> None:
        raise AssertionError("a timer")

    monkeypatch.setattr(asyncio, "timeout_at", refuse)

    assert await with_time_limit(steps(), 1) == 3


async def test_what_waits_goes_on_where_it_was() -> None:
    async def steps() -> list[object]:
        first = await asyncio.sleep(0, "first")
        second = await asyncio.to_thread(lambda: "second")
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 / 0)
        return [first, second]

    assert await with_time_limit(steps(), 10) == ["first", "second"]


async def test_what_takes_too_long_is_cancelled_and_may_clear_up() -> None:
    cleared: list[str] = []

    async def steps() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            cleared.append("up")

    with pytest.raises(TimeoutError):
        await with_time_limit(steps(), 0.01)

    assert cleared == ["up"]
    assert (task := asyncio.current_task()) is not None
    assert task.cancelling() == 0


async def test_the_time_before_the_first_wait_counts() -> None:
    async def steps() -> None:
        time.sleep(0.05)  # noqa: ASYNC251 - it is what a long calculation does
        await asyncio.sleep(60)

    started = time.perf_counter()
    with pytest.raises(TimeoutError):
        await with_time_limit(steps(), 0.05)

    assert time.perf_counter() - started < 1


async def test_work_that_is_cancelled_from_outside_has_not_timed_out() -> None:
    running = asyncio.ensure_future(with_time_limit(asyncio.sleep(60), 60))
    await asyncio.sleep(0)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_an_error_comes_out_as_it_is() -> None:
    async def steps() -> None:
        await asyncio.sleep(0)
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        await with_time_limit(steps(), 10)
