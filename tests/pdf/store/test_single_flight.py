"""What many ask for at once is done once."""

import asyncio

import pytest

from pdf.store.single_flight import SingleFlight


class Work:
    """Counts how often it is done; waits until it is let go."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = 0
        self.done = 0
        self.go = asyncio.Event()
        self.error = error

    async def __call__(self) -> str:
        self.begun += 1
        await self.go.wait()
        if self.error:
            raise self.error
        self.done += 1
        return f"outcome {self.done}"


async def test_all_who_ask_meanwhile_share_one_outcome_and_the_next_begins_anew() -> None:
    flights, work = SingleFlight[str](), Work()

    asked = [asyncio.create_task(flights.join("a", work)) for _ in range(100)]
    await asyncio.sleep(0)
    work.go.set()

    assert set(await asyncio.gather(*asked)) == {"outcome 1"}
    assert await flights.join("a", work) == "outcome 2"


async def test_another_key_is_other_work() -> None:
    flights, one, other = SingleFlight[str](), Work(), Work()
    one.go.set()
    other.go.set()

    await asyncio.gather(flights.join("a", one), flights.join("b", other))

    assert (one.begun, other.begun) == (1, 1)


async def test_a_failure_is_everybodys_and_is_not_remembered() -> None:
    flights, failing, good = SingleFlight[str](), Work(ValueError("no")), Work()
    failing.go.set()
    good.go.set()

    outcomes = await asyncio.gather(*(flights.join("a", failing) for _ in range(3)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [ValueError] * 3
    assert failing.begun == 1
    assert await flights.join("a", good) == "outcome 1"


async def test_who_goes_away_leaves_the_work_to_the_others() -> None:
    flights, work = SingleFlight[str](), Work()
    first, second = (asyncio.create_task(flights.join("a", work)) for _ in range(2))
    await asyncio.sleep(0)

    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    work.go.set()

    assert await second == "outcome 1"


async def test_work_is_finished_when_everybody_has_gone_and_ended_when_it_is_closed() -> None:
    flights, finished, ended = SingleFlight[str](), Work(), Work()
    gone = [asyncio.create_task(flights.join(key, work)) for key, work in (("a", finished), ("b", ended))]
    await asyncio.sleep(0)
    for caller in gone:
        caller.cancel()
    finished.go.set()
    await asyncio.wait(gone)
    await asyncio.sleep(0.01)

    await flights.close()
    ended.go.set()
    await asyncio.sleep(0.01)

    assert (finished.done, ended.begun, ended.done) == (1, 1, 0)
