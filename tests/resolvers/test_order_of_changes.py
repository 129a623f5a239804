"""The order of events is that of the changes: whoever asks at once, and whatever the clock shows."""

import asyncio

import pytest
from sqlmodel import select

from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.event import Event
from models.billing.subscription import Subscription
from models.refusal import Refusal, RefusalCode
from models.values.instant import SECOND, Clock, Instant
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription
from storage.database import Database
from tests.factories import NOW, later, make_context, make_event, save, save_subscription
from tests.forking import FORKS
from tests.resolvers.many_changes import change_all, run

TEN_MINUTES = 600 * SECOND


async def schedule(database: Database, clock: Clock, cancel_at: Instant) -> SubscriptionChange:
    request = CancellationRequest(CancellationTiming.ON_DATE, cancel_at)
    return await cancel_subscription(make_context(database, clock=clock), "sub_1_1", request, None)


async def timeline(database: Database) -> list[Event]:
    async with database.sessions() as session:
        return list((await session.exec(select(Event).order_by("created_at", "id"))).all())


async def stored(database: Database) -> Subscription:
    async with database.sessions() as session:
        return (await session.exec(select(Subscription))).one()


def assert_chain(events: list[Event], first: Subscription, last: Subscription) -> None:
    """Each event begins where the one before it ended, and is later; the last one ends at the stored row."""
    state, times = first.model_dump(mode="json"), [event.created_at for event in events]
    for event in events:
        before, after = event.changes["before"], event.changes["after"]
        assert {name: state[name] for name in before} == before
        assert after["changed_here_at"] == event.created_at
        state |= after
    assert state == last.model_dump(mode="json")
    assert times == sorted(set(times))


async def test_changes_at_once_from_two_processes_are_told_in_their_order(
    database: Database, database_url: str
) -> None:
    first = await save_subscription(database)
    all_there = FORKS.Barrier(2)
    halves = (range(12), range(12, 24))
    processes = [FORKS.Process(target=run, args=(database_url, half, all_there)) for half in halves]

    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join)

    events = await timeline(database)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(events) >= 16, "all that schedule change something; who resumes may find nothing to take back"
    assert_chain(events, first, await stored(database))


async def test_changes_at_once_in_one_process_are_told_in_their_order(database: Database) -> None:
    first = await save_subscription(database)

    await change_all(database, range(24))

    assert_chain(await timeline(database), first, await stored(database))


async def test_a_clock_that_goes_back_changes_no_order(database: Database) -> None:
    first = await save_subscription(database)
    back = Instant(NOW - TEN_MINUTES)

    await schedule(database, lambda: NOW, later(1))
    await resume_subscription(make_context(database, now=back), "sub_1_1", None)
    await schedule(database, lambda: back, later(2))
    await schedule(database, lambda: Instant(NOW + SECOND), later(3))

    events = await timeline(database)
    assert_chain(events, first, await stored(database))
    assert [event.created_at - NOW for event in events] == [0, 1, 2, SECOND]
    assert (await stored(database)).cancel_at == later(3)


async def test_a_change_is_later_than_the_newest_event_where_the_row_has_forgotten_its_own(database: Database) -> None:
    subscription = await save_subscription(database, changed_here_at=None)
    await save(database, make_event(subscription, created_at=later(1)))

    change = await schedule(database, lambda: NOW, later(5))

    assert change.subscription is not None
    assert change.subscription.changed_here_at == later(1) + 1
    assert [event.created_at for event in await timeline(database)] == [later(1), later(1) + 1]


@pytest.mark.parametrize(("waits", "is_refused"), [(SECOND, False), (TEN_MINUTES, True)])
async def test_the_time_of_a_change_is_when_it_got_its_lock(
    database: Database, database_url: str, waits: int, is_refused: bool
) -> None:
    first, other, now = await save_subscription(database), Database(database_url), [NOW]

    async with other.sessions() as session, session.begin():
        await session.exec(select(Subscription).with_for_update())
        waiting = asyncio.create_task(schedule(database, lambda: now[0], Instant(NOW + TEN_MINUTES)))
        await asyncio.sleep(0.3)
        now[0] = Instant(NOW + waits)
    change = await waiting
    await other.close()

    events = await timeline(database)
    refused = Refusal(RefusalCode.CANCEL_AT_NOT_IN_FUTURE) if is_refused else None
    assert change.refused == refused
    assert [event.created_at for event in events] == ([] if is_refused else [NOW + waits])
    assert_chain(events, first, await stored(database))
