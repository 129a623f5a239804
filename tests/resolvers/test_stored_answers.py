"""Answers that an idempotency key keeps: in which form, and those that the release before has kept."""

from typing import Any

import pytest
from sqlmodel import select

from models.billing.cancellation import CancellationReason, CancellationRequest, CancellationTiming
from models.billing.event import Event
from models.billing.idempotency import IdempotencyRecord
from models.refusal import Refusal, RefusalCode
from resolvers.stored_refusals import dump_refusal, load_refusal
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription
from storage.database import Database
from tests.factories import NOW, later, make_context, save, save_subscription

ON_DATE = CancellationRequest(CancellationTiming.ON_DATE, NOW)
AT_PERIOD_END = CancellationRequest(CancellationTiming.AT_PERIOD_END, None, CancellationReason.UNUSED, "Zoë")

# As the release before wrote them, with the hashes of their inputs.
SCHEDULED = {
    "mutation": "cancelSubscription",
    "input_hash": "f3d6d99d495c820e36d5cebb50e98ff8e8995b65fc076fc7bdadee989f06af93",
    "answer": {
        "message": None,
        "refused": None,
        "subscription": {
            "cancel_at": 1797076800000000,
            "canceled_at": None,
            "cancellation_comment": "Zoë",
            "cancellation_reason": "UNUSED",
            "cancellation_requested_at": 1795348800000000,
            "cancellation_requested_by": "Back office",
            "changed_here_at": 1795348800000000,
            "created_at": 1795262400000000,
            "currency": "GBP",
            "current_period_end": 1797076800000000,
            "current_period_start": 1794484800000000,
            "customer_id": "cus_1",
            "ended_at": None,
            "id": "sub_1_1",
            "live_mode": True,
            "project_id": "prj_1",
            "source_at": None,
            "source_hash": None,
            "status": "ACTIVE",
            "trial_end": None,
        },
    },
}
KEPT: dict[str, Any] = SCHEDULED["answer"]["subscription"]  # type: ignore[index]
UNKNOWN = {
    "mutation": "resumeSubscription",
    "input_hash": "08672aa57afbf6443a781a5858b37ff2225249d39468172cd709bbb2d0a9c803",
    "answer": {"message": "No subscription has this id.", "refused": "SubscriptionNotFound", "subscription": None},
}
BAD_DATE = {
    "mutation": "cancelSubscription",
    "input_hash": "c488821e32b36aa096c8f9eeedb9f053f568f980d6b08e08b5d5d0d240553d4f",
    "answer": {"message": "The date is not in the future.", "refused": "InvalidCancelAt", "subscription": None},
}


async def keep(database: Database, record: dict[str, Any]) -> None:
    await save(
        database,
        IdempotencyRecord(project_id="prj_1", live_mode=True, key="key-1", created_at=NOW, **record),
    )


async def rows(database: Database, table: Any) -> list[Any]:
    async with database.sessions() as session:
        return list((await session.exec(select(table))).all())


async def test_a_change_that_the_release_before_made_is_not_made_again(database: Database) -> None:
    await save_subscription(database)
    await keep(database, SCHEDULED)

    again = await cancel_subscription(make_context(database, now=later(0)), "sub_1_1", AT_PERIOD_END, "key-1")

    assert again.refused is None
    assert again.subscription is not None
    told = again.subscription.model_dump(mode="json", exclude_none=True)
    assert told == {name: value for name, value in KEPT.items() if value is not None} | {"items_complete": True}
    assert await rows(database, Event) == []


async def test_a_refusal_of_the_release_before_is_given_again(database: Database) -> None:
    await save_subscription(database)
    await keep(database, UNKNOWN)
    await keep(database, BAD_DATE)

    unknown = await resume_subscription(make_context(database), "sub_none", "key-1")
    bad_date = await cancel_subscription(make_context(database, now=later(-1)), "sub_1_1", ON_DATE, "key-1")

    assert unknown == SubscriptionChange(refused=Refusal(RefusalCode.SUBSCRIPTION_NOT_FOUND))
    assert bad_date == SubscriptionChange(refused=Refusal(RefusalCode.CANCEL_AT_NOT_IN_FUTURE))
    assert await rows(database, Event) == []


@pytest.mark.parametrize(
    ("message", "refusal"),
    [
        ("Timing ON_DATE needs cancelAt.", Refusal(RefusalCode.CANCEL_AT_MISSING)),
        ("cancelAt goes with timing ON_DATE only.", Refusal(RefusalCode.CANCEL_AT_UNWANTED)),
        ("The date is more than 5 years away.", Refusal(RefusalCode.CANCEL_AT_TOO_FAR, years=5)),
        (
            "The current period has ended already: cancel immediately or on a date.",
            Refusal(RefusalCode.PERIOD_ENDED),
        ),
        ("The subscription has expired already.", Refusal(RefusalCode.SUBSCRIPTION_EXPIRED)),
        ("The subscription has ended: it cannot be resumed.", Refusal(RefusalCode.SUBSCRIPTION_ENDED)),
        ("The date of the scheduled cancellation has passed.", Refusal(RefusalCode.SUBSCRIPTION_ENDED)),
        ("The subscription is not scheduled to cancel.", Refusal(RefusalCode.NOT_SCHEDULED_TO_CANCEL)),
        ("The comment is longer than 1,000 characters.", Refusal(RefusalCode.COMMENT_TOO_LONG, limit=1000)),
    ],
)
def test_every_other_refusal_of_the_release_before_is_known(message: str, refusal: Refusal) -> None:
    assert load_refusal({"subscription": None, "refused": "ItsName", "message": message}) == refusal


@pytest.mark.parametrize("refusal", [None, Refusal(RefusalCode.COMMENT_TOO_LONG, limit=1000)])
def test_a_refusal_is_read_as_it_was_kept(refusal: Refusal | None) -> None:
    assert load_refusal({"subscription": None, "refused": dump_refusal(refusal)}) == refusal


async def test_a_kept_answer_names_the_refusal_by_code_and_facts(database: Database) -> None:
    await save_subscription(database)
    too_long = CancellationRequest(comment="x" * 1001)

    await cancel_subscription(make_context(database), "sub_1_1", too_long, "key-1")

    [record] = await rows(database, IdempotencyRecord)
    refused = {"code": "COMMENT_TOO_LONG", "facts": {"limit": 1000}}
    assert record.answer == {"subscription": None, "refused": refused, "event_id": None}
