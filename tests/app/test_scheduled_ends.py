"""Scheduled ends that have come are written once, whichever process comes first, and a later version replaces them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import col, select

from app.upkeep import scheduled_ends
from app.upkeep.scheduled_ends import write_ends
from models.billing.event import Event
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import SECOND, Instant
from resolvers.activity.activity import ActivityKind
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.paging.page_requests import PageRequest
from resolvers.relations import SUBSCRIPTION
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_item,
    make_plan,
    make_project,
    make_subscription,
    save,
    save_subscription,
)
from tests.importing import import_objects
from tests.intake.stripe_objects import make_event, make_everything
from tests.intake.stripe_objects import make_subscription as make_stripe_subscription

ACTIVE, CANCELED = SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELED
END_SECOND = 1_763_000_000
END = Instant(END_SECOND * SECOND)


async def list_events(database: Database) -> Sequence[Event]:
    async with database.sessions() as session:
        return (await session.exec(select(Event).order_by(col(Event.created_at)))).all()


async def list_stored(database: Database) -> Sequence[Subscription]:
    async with database.sessions() as session:
        return (await session.exec(select(Subscription).order_by(col(Subscription.id)))).all()


async def list_ends(database: Database) -> list[tuple[str, int]]:
    page = await make_context(database).loaders.load(ACTIVITY_OF_CUSTOMER.page(PageRequest()), "cus_1")
    return [(entry.id, entry.at) for entry in page.rows if entry.kind is ActivityKind.SUBSCRIPTION_ENDED]


async def save_ending(database: Database, *cancel_at: Instant | None) -> None:
    """A subscription of `cus_1` for each moment, `sub_1_1` and so on."""
    customer, plan = make_customer(), make_plan()
    subscriptions = [make_subscription(customer, number, cancel_at=at) for number, at in enumerate(cancel_at, start=1)]
    await save(
        database, make_project(), customer, plan, subscriptions, [make_item(each, plan) for each in subscriptions]
    )


async def test_an_end_that_has_come_is_written_with_its_event_and_what_is_to_come_stays(database: Database) -> None:
    await save_ending(database, NOW, later(1), None)

    written = [await write_ends(database, NOW), await write_ends(database, NOW)]

    assert written == [1, 0]
    ended, to_come, goes_on = await list_stored(database)
    assert (ended.status, ended.cancel_at, ended.ended_at, ended.canceled_at) == (CANCELED, None, NOW, NOW)
    assert [(each.status, each.cancel_at) for each in (to_come, goes_on)] == [(ACTIVE, later(1)), (ACTIVE, None)]
    [event] = await list_events(database)
    assert (event.type, event.subject_id, event.customer_id) == ("subscription.ended", "sub_1_1", "cus_1")
    assert (event.actor, event.actor_id, event.created_at) == ("calmony", "service", NOW)
    assert event.changes == {
        "before": {"status": "ACTIVE", "cancel_at": NOW, "canceled_at": None, "ended_at": None},
        "after": {"status": "CANCELED", "cancel_at": None, "canceled_at": NOW, "ended_at": NOW},
    }


async def test_reads_give_the_same_before_and_after_an_end_is_written(database: Database) -> None:
    await save_subscription(database, cancel_at=later(-1), cancellation_requested_at=later(-9))

    derived, told = await make_context(database).loaders.load(SUBSCRIPTION, "sub_1_1"), await list_ends(database)
    await write_ends(database, NOW)

    assert derived == await make_context(database).loaders.load(SUBSCRIPTION, "sub_1_1")
    assert told == await list_ends(database) == [("end:sub_1_1", later(-1))]


async def test_a_round_writes_no_more_than_a_batch_and_the_earliest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduled_ends, "BATCH", 2)
    await save_ending(database, later(-1), later(-3), later(-2))

    written = [await write_ends(database, NOW)]
    left = [row.id for row in await list_stored(database) if row.cancel_at is not None]
    written.append(await write_ends(database, NOW))

    assert (written, left) == ([2, 1], ["sub_1_1"])
    assert [event.created_at for event in await list_events(database)] == [later(-3), later(-2), later(-1)]


async def test_two_processes_write_each_end_once(database: Database, database_url: str) -> None:
    await save_ending(database, *(later(-number) for number in range(1, 31)))

    async with Database(database_url) as other:
        written = await asyncio.gather(*(write_ends(each, NOW) for each in (database, other) * 3))

    assert sum(written) == 30
    assert len(await list_events(database)) == 30
    assert {row.status for row in await list_stored(database)} == {CANCELED}


def told(created: int, **overrides: Any) -> dict[str, Any]:
    return make_event(make_stripe_subscription(**overrides), created)


async def take(database: Database, *objects: Any) -> dict[str, Any]:
    report = await import_objects(database, objects, project_id="prj_1", as_of=Instant(0))
    return report.as_json()


@pytest.fixture
async def ended(database: Database) -> None:
    """`sub_1` was scheduled elsewhere to end at END, which has been written."""
    await save(database, make_project())
    await take(database, *make_everything())
    await take(database, told(END_SECOND - 500, cancel_at=END_SECOND))
    assert await write_ends(database, Instant(END + SECOND)) == 1


@pytest.mark.usefixtures("ended")
async def test_what_is_imported_again_leaves_a_written_end_as_it_is(database: Database) -> None:
    before = await list_stored(database)

    report = await take(database, told(END_SECOND - 500, cancel_at=END_SECOND))

    assert report["unchanged"]["subscription"] == 1
    assert await list_stored(database) == before


@pytest.mark.usefixtures("ended")
async def test_a_version_that_counts_later_replaces_a_written_end_and_its_entry(database: Database) -> None:
    assert await list_ends(database) == [("end:sub_1", END)]

    await take(database, told(END_SECOND - 100))

    [stored] = await list_stored(database)
    assert (stored.status, stored.cancel_at, stored.ended_at) == (ACTIVE, None, None)
    assert await list_ends(database) == []


@pytest.mark.usefixtures("ended")
async def test_the_platforms_own_end_replaces_the_one_that_was_computed(database: Database) -> None:
    await take(database, told(END_SECOND + 2, status="canceled", canceled_at=END_SECOND - 500, ended_at=END_SECOND + 2))

    assert await list_ends(database) == [("end:sub_1", END + 2 * SECOND)]


@pytest.mark.usefixtures("ended")
async def test_a_version_that_schedules_the_same_end_again_adds_no_event(database: Database) -> None:
    await take(database, told(END_SECOND - 100, cancel_at=END_SECOND, trial_end=END_SECOND - 900))

    assert await write_ends(database, Instant(END + SECOND)) == 1
    assert len(await list_events(database)) == 1
    assert await list_ends(database) == [("end:sub_1", END)]
