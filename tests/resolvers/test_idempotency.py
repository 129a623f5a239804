"""An idempotency key: the same input gets the first answer again, another input a conflict."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models.access.viewer import Role
from models.billing.cancellation import CancellationReason, CancellationRequest, CancellationTiming
from models.billing.event import Event
from models.billing.idempotency import IdempotencyRecord
from models.billing.subscription import Subscription, SubscriptionStatus
from models.refusal import Refusal, RefusalCode
from models.values.instant import DAY, Instant
from resolvers.errors import BadInput, Forbidden
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_one_of_each,
    make_project,
    make_subscription,
    save,
    save_subscription,
)

NOW_PLEASE = CancellationRequest()
AT_PERIOD_END = CancellationRequest(CancellationTiming.AT_PERIOD_END)
CONFLICT = SubscriptionChange(refused=Refusal(RefusalCode.IDEMPOTENCY_CONFLICT))


async def cancel(
    database: Database,
    key: str | None = "key-1",
    request: CancellationRequest = NOW_PLEASE,
    subscription_id: str = "sub_1_1",
    **context: Any,
) -> SubscriptionChange:
    return await cancel_subscription(make_context(database, **context), subscription_id, request, key)


async def resume(database: Database, key: str | None = "key-1", **context: Any) -> SubscriptionChange:
    return await resume_subscription(make_context(database, **context), "sub_1_1", key)


async def count(database: Database, table: type[Event] | type[IdempotencyRecord]) -> int:
    async with database.sessions() as session:
        return len((await session.exec(select(table))).all())


async def stored(database: Database) -> Subscription:
    async with database.sessions() as session:
        return (await session.exec(select(Subscription).where(Subscription.id == "sub_1_1"))).one()


async def test_the_same_key_and_input_get_the_first_answer_and_act_once(database: Database) -> None:
    await save_subscription(database)
    first = await cancel(database)
    after = await stored(database)

    again = await cancel(database, now=later(1) - 1, name="Grace", credential_id="key_2")

    assert first.subscription is not None
    assert first.subscription.canceled_at == NOW
    assert again == first
    assert await stored(database) == after
    assert await count(database, Event) == 1


async def test_the_first_answer_comes_again_after_the_state_has_changed(database: Database) -> None:
    await save_subscription(database)
    first = await cancel(database, request=AT_PERIOD_END)
    await resume(database, key=None)

    again = await cancel(database, request=AT_PERIOD_END)

    assert again == first
    assert (await stored(database)).cancel_at is None
    assert await count(database, Event) == 2


async def test_a_refusal_is_the_first_answer_too(database: Database) -> None:
    await save_subscription(database)
    first = await resume(database)
    await cancel(database, key=None, request=AT_PERIOD_END)

    again = await resume(database)

    assert first == SubscriptionChange(refused=Refusal(RefusalCode.NOT_SCHEDULED_TO_CANCEL))
    assert again == first
    assert (await stored(database)).cancel_at == later(20)


async def test_an_unknown_id_is_remembered_as_well(database: Database) -> None:
    await save_subscription(database)
    first = await cancel(database, subscription_id="sub_1_2")
    await save(database, make_subscription(make_customer(), 2))

    again = await cancel(database, subscription_id="sub_1_2")

    assert first.refused == Refusal(RefusalCode.SUBSCRIPTION_NOT_FOUND)
    assert again == first
    assert await count(database, Event) == 0


@pytest.mark.parametrize(
    "other",
    [
        {"subscription_id": "sub_1_2"},
        {"request": AT_PERIOD_END},
        {"request": CancellationRequest(CancellationTiming.ON_DATE, later(1))},
        {"request": CancellationRequest(reason=CancellationReason.OTHER)},
        {"request": CancellationRequest(comment="")},
        {"request": CancellationRequest(comment="Bye")},
        {"request": CancellationRequest(comment="x" * 1001)},
    ],
)
async def test_another_input_conflicts_and_changes_nothing(database: Database, other: dict[str, Any]) -> None:
    await save_subscription(database)
    await save(database, make_subscription(make_customer(), 2))
    first = await cancel(database)
    after = await stored(database)

    conflict = await cancel(database, **other)

    assert conflict == CONFLICT
    assert await stored(database) == after
    assert await count(database, Event) == 1
    assert await cancel(database) == first, "and the first answer stays"


async def test_a_key_is_another_one_for_each_mutation(database: Database) -> None:
    await save_subscription(database)
    await cancel(database, request=AT_PERIOD_END)

    resumed = await resume(database)

    assert resumed.subscription is not None
    assert resumed.subscription.cancel_at is None
    assert await count(database, IdempotencyRecord) == 2


@pytest.mark.parametrize("where", [{"project_id": "prj_2"}, {"live_mode": False}])
async def test_a_key_is_another_one_in_each_project_and_mode(database: Database, where: dict[str, Any]) -> None:
    await save_subscription(database)
    await save(database, make_project(id="prj_2", name="Southwind"))
    for row in make_one_of_each(**{"project_id": "prj_1", "live_mode": True} | where):
        await save(database, row)
    await cancel(database)

    scheduled = await cancel(database, request=AT_PERIOD_END, **where)

    assert scheduled.subscription is not None
    assert scheduled.subscription.status is SubscriptionStatus.ACTIVE
    assert scheduled.subscription.cancel_at == later(20)


async def test_keys_differ_by_case_and_spaces(database: Database) -> None:
    await save_subscription(database)
    keys = ["a", "A", " a", "a ", "\u00e1", "a\u0301", "🙂", "x" * 255]

    answers = [await cancel(database, key, request=CancellationRequest(comment=key)) for key in keys]

    assert all(answer.refused is None for answer in answers)
    assert await count(database, IdempotencyRecord) == len(keys)


@pytest.mark.parametrize(("wait", "is_free"), [(DAY - 1, False), (DAY, True)])
async def test_after_a_day_the_key_is_free(database: Database, wait: int, is_free: bool) -> None:
    await save_subscription(database)
    await cancel(database, request=AT_PERIOD_END)

    answer = await cancel(database, now=Instant(NOW + wait))

    assert (answer != CONFLICT) is is_free
    assert ((await stored(database)).status is SubscriptionStatus.CANCELED) is is_free
    assert await count(database, IdempotencyRecord) == 1


async def test_a_key_that_was_free_again_is_kept_for_another_day(database: Database) -> None:
    await save_subscription(database)
    await cancel(database, request=AT_PERIOD_END)
    second = await cancel(database, now=later(1))

    again = await cancel(database, now=Instant(later(2) - 1))

    assert again == second


@pytest.mark.parametrize("key", ["", "x" * 256, "🙂" * 256])
@pytest.mark.parametrize("write", [cancel, resume])
async def test_a_key_that_is_empty_or_too_long_is_refused_and_does_nothing(
    database: Database, key: str, write: Any
) -> None:
    await save_subscription(database, cancel_at=later(3))

    answer = await write(database, key)

    assert answer.refused == Refusal(RefusalCode.IDEMPOTENCY_KEY_LENGTH, limit=255)
    assert (await stored(database)).changed_here_at is None
    assert await count(database, IdempotencyRecord) == 0


@pytest.mark.parametrize("key", ["a\0", "\0", "\ud83d"])
@pytest.mark.parametrize("write", [cancel, resume])
async def test_a_key_that_cannot_be_stored_is_bad_input_and_does_nothing(
    database: Database, key: str, write: Any
) -> None:
    await save_subscription(database, cancel_at=later(3))

    with pytest.raises(BadInput):
        await write(database, key)

    assert (await stored(database)).changed_here_at is None
    assert await count(database, IdempotencyRecord) == 0


@pytest.mark.parametrize("write", [cancel, resume])
async def test_a_viewer_uses_up_no_key(database: Database, write: Any) -> None:
    await save_subscription(database, cancel_at=later(3))

    with pytest.raises(Forbidden):
        await write(database, role=Role.VIEWER)

    assert await count(database, IdempotencyRecord) == 0
    assert (await write(database)).refused is None


async def test_a_failure_inside_changes_nothing_and_uses_up_no_key(database: Database) -> None:
    before = (await save_subscription(database)).model_dump()

    with pytest.raises(IntegrityError):
        await cancel(database, name=None)

    assert (await stored(database)).model_dump() == before
    assert await count(database, IdempotencyRecord) == 0
    assert (await cancel(database)).refused is None
    assert await count(database, Event) == 1


async def test_without_a_key_nothing_is_remembered(database: Database) -> None:
    await save_subscription(database)

    await cancel(database, key=None)

    assert await count(database, IdempotencyRecord) == 0


async def test_a_write_takes_a_constant_number_of_statements(database: Database, queries: QueryLog) -> None:
    await save_subscription(database)
    counts = []

    for write in (cancel(database), cancel(database), cancel(database, key=None)):
        queries.clear()
        await write
        counts.append(len([sql for sql in queries if not sql.startswith("BEGIN")]))

    # Of the facets: what is kept, what is computed, the change and its count (2).
    # Of cards: what is kept, and when they end. Of figures: those that are out of date, and those of nobody.
    assert counts == [14, 3, 1], (
        "claim (2), lock, change, event, answer, facets (4), cards (2), figures (2); claim (2), answer; lock"
    )
