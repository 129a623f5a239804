"""The same idempotency key used by many at once."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from models.billing.cancellation import CancellationRequest
from models.billing.event import Event
from models.refusal import Refusal, RefusalCode
from models.values.instant import Instant
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription
from storage.database import Database
from tests.factories import NOW, later, make_context, save_subscription

CALLS = 50


async def cancel(database: Database, number: int, comment: str | None = None, start: Instant = NOW) -> Any:
    context = make_context(database, now=Instant(start + number), name=f"Operator {number}")
    return await cancel_subscription(context, "sub_1_1", CancellationRequest(comment=comment), "key-1")


async def events(database: Database) -> list[Event]:
    async with database.sessions() as session:
        return list((await session.exec(select(Event))).all())


async def test_fifty_calls_act_once_and_get_equal_answers(database: Database) -> None:
    await save_subscription(database)

    answers = await asyncio.gather(*(cancel(database, number) for number in range(CALLS)))

    [event] = await events(database)
    assert answers == [answers[0]] * CALLS
    assert answers[0].subscription.cancellation_requested_by == event.actor
    assert answers[0].subscription.canceled_at == event.created_at


async def test_fifty_calls_from_two_processes_act_once(database: Database, database_url: str) -> None:
    await save_subscription(database)
    other = Database(database_url)

    answers = await asyncio.gather(*(cancel((database, other)[number % 2], number) for number in range(CALLS)))
    await other.close()

    assert answers == [answers[0]] * CALLS
    assert len(await events(database)) == 1


async def test_fifty_refusals_are_one_answer(database: Database) -> None:
    await save_subscription(database)

    answers = await asyncio.gather(
        *(resume_subscription(make_context(database), "sub_1_1", "key-1") for _ in range(CALLS))
    )

    assert answers == [SubscriptionChange(refused=Refusal(RefusalCode.NOT_SCHEDULED_TO_CANCEL))] * CALLS


async def test_of_different_inputs_one_wins_and_the_others_conflict(database: Database) -> None:
    await save_subscription(database)

    answers = await asyncio.gather(*(cancel(database, number, f"{number}") for number in range(CALLS)))

    [winner] = [answer for answer in answers if answer.refused is None]
    [event] = await events(database)
    assert [answer.refused for answer in answers].count(Refusal(RefusalCode.IDEMPOTENCY_CONFLICT)) == CALLS - 1
    assert winner.subscription.cancellation_comment == event.comment


@pytest.mark.parametrize("comment", [None, "again"])
async def test_a_key_of_yesterday_is_taken_by_one_of_many(database: Database, comment: str | None) -> None:
    await save_subscription(database)
    await cancel(database, 0, "yesterday")

    answers = await asyncio.gather(*(cancel(database, number, comment, start=later(1)) for number in range(1, CALLS)))

    assert answers == [answers[0]] * (CALLS - 1)
    assert answers[0].subscription.canceled_at == NOW
    assert len(await events(database)) == 1
