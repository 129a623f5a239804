"""Cancelling under load: many at once, from two processes, beside an import, and cut off half-way."""

import asyncio
import random
import time

import pytest
from sqlalchemy import text
from sqlmodel import select

from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.event import Event
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import Instant
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription
from storage.database import Database
from tests.factories import (
    NOW,
    make_context,
    make_customer,
    make_invoice,
    make_subscription,
    save,
    save_subscription,
)

CALLS = 100
NOW_PLEASE = CancellationRequest()


async def cancel(
    database: Database, number: int, subscription_id: str = "sub_1_1", key: str | None = None
) -> SubscriptionChange:
    context = make_context(database, now=Instant(NOW + number), name=f"Operator {number}")
    return await cancel_subscription(context, subscription_id, NOW_PLEASE, key)


async def events(database: Database) -> list[Event]:
    async with database.sessions() as session:
        return list((await session.exec(select(Event))).all())


async def stored(database: Database) -> list[Subscription]:
    async with database.sessions() as session:
        return list((await session.exec(select(Subscription))).all())


async def add_subscriptions(database: Database, number: int) -> list[str]:
    await save_subscription(database)
    more = [make_subscription(make_customer(), each) for each in range(2, number + 1)]
    await save(database, more)
    return ["sub_1_1", *(subscription.id for subscription in more)]


async def test_a_hundred_cancels_at_once_leave_one_event(database: Database) -> None:
    await save_subscription(database)

    changes = await asyncio.gather(*(cancel(database, number) for number in range(CALLS)))

    [subscription] = await stored(database)
    [event] = await events(database)
    assert {change.refused for change in changes} == {None}
    assert {change.subscription and change.subscription.canceled_at for change in changes} == {event.created_at}
    assert subscription.canceled_at == event.created_at
    assert subscription.cancellation_requested_by == event.actor


async def test_a_hundred_cancels_from_two_processes_leave_one_event(database: Database, database_url: str) -> None:
    await save_subscription(database)
    other = Database(database_url)

    changes = await asyncio.gather(*(cancel((database, other)[number % 2], number) for number in range(CALLS)))
    await other.close()

    [event] = await events(database)
    assert {change.refused for change in changes} == {None}
    assert {change.subscription and change.subscription.canceled_at for change in changes} == {event.created_at}


async def test_a_hundred_subscriptions_canceled_at_once_leave_one_event_each(
    database: Database, database_url: str
) -> None:
    ids = await add_subscriptions(database, CALLS)
    other = Database(database_url)

    await asyncio.gather(
        *(cancel((database, other)[turn], number, each, each) for number, each in enumerate(ids) for turn in (0, 1))
    )
    await other.close()

    assert {subscription.status for subscription in await stored(database)} == {SubscriptionStatus.CANCELED}
    assert sorted(event.subject_id for event in await events(database)) == sorted(ids)


async def test_schedules_and_resumptions_at_once_leave_an_unbroken_chain_of_events(database: Database) -> None:
    await save_subscription(database)
    at_period_end = CancellationRequest(CancellationTiming.AT_PERIOD_END)

    async def change(number: int) -> SubscriptionChange:
        context = make_context(database, now=Instant(NOW + number))
        if number % 2:
            return await resume_subscription(context, "sub_1_1", None)
        return await cancel_subscription(context, "sub_1_1", at_period_end, None)

    await asyncio.gather(*map(change, range(50)))

    kinds = [event.type for event in await events(database)]
    scheduled, resumed = kinds.count("subscription.cancellation_scheduled"), kinds.count("subscription.resumed")
    [subscription] = await stored(database)
    assert scheduled - resumed == (subscription.cancel_at is not None)


async def test_callers_that_go_away_leave_nothing_half_done(database: Database) -> None:
    ids = await add_subscriptions(database, 40)
    moments = random.Random(1)

    async def start_and_leave(number: int, subscription_id: str) -> None:
        task = asyncio.ensure_future(cancel(database, number, subscription_id, subscription_id))
        await asyncio.sleep(moments.uniform(0, 0.1))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    await asyncio.gather(*(start_and_leave(number, each) for number, each in enumerate(ids)))

    ended = {subscription.id for subscription in await stored(database) if subscription.canceled_at is not None}
    assert {event.subject_id for event in await events(database)} == ended
    changes = [await cancel(database, CALLS, each, each) for each in ids]
    assert {change.refused for change in changes} == {None}
    assert sorted(event.subject_id for event in await events(database)) == sorted(ids)


async def test_cancels_wait_for_an_import_that_holds_the_lock(database: Database, database_url: str) -> None:
    await save_subscription(database)
    importer = Database(database_url)

    async with importer.sessions() as session, session.begin():
        await session.exec(select(Subscription).with_for_update())
        started = time.monotonic()
        tasks = [asyncio.create_task(cancel(database, number)) for number in range(20)]
        await asyncio.sleep(2)
        assert not any(task.done() for task in tasks)
    changes = await asyncio.gather(*tasks)
    await importer.close()

    assert 2 <= time.monotonic() - started < 10
    assert {change.refused for change in changes} == {None}
    assert len(await events(database)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_on_postgresql_a_cancel_does_not_wait_for_an_import_of_invoices(
    database: Database, database_url: str
) -> None:
    await save_subscription(database)
    importer = Database(database_url)

    async with importer.sessions() as session, session.begin():
        session.add(make_invoice(make_customer(), subscription_id="sub_1_1"))
        await session.flush()
        async with asyncio.timeout(5):
            change = await cancel(database, 0)
    await importer.close()

    assert change.refused is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_on_postgresql_a_cancel_does_not_deadlock_with_an_import_of_its_customer(
    database: Database, database_url: str
) -> None:
    await save_subscription(database)
    importer = Database(database_url)

    async with importer.sessions() as session, session.begin():
        await session.exec(text("UPDATE customer SET name = 'Renamed'"))
        waiting = asyncio.create_task(cancel(database, 0))
        await asyncio.sleep(0.2)
        await session.exec(text("UPDATE subscription SET currency = 'EUR'"))
    change = await waiting
    await importer.close()

    assert change.refused is None
    assert change.subscription is not None
