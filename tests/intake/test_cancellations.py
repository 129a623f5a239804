"""A cancellation made here: an import undoes it by a newer event only."""

import pytest

from models.billing.cancellation import CancellationReason, CancellationRequest, CancellationTiming
from models.billing.subscription import Subscription
from models.values.instant import SECOND, Instant
from tests.factories import save
from tests.intake.stripe_objects import make_customer, make_event, make_everything, make_subscription

CANCELED_SECOND = 1_762_500_000
CANCELED_HERE = Instant(CANCELED_SECOND * SECOND)
NOW = CancellationRequest(reason=CancellationReason.UNUSED, comment="Thanks")
CANCELLATION = (
    "status",
    "cancel_at",
    "canceled_at",
    "ended_at",
    "cancellation_requested_at",
    "cancellation_requested_by",
    "cancellation_reason",
    "cancellation_comment",
    "cancellation_cause",
    "changed_here_at",
)


@pytest.fixture
def cancel(database):
    async def cancel(request: CancellationRequest = NOW) -> None:
        async with database.sessions() as session:
            subscription = await session.get(Subscription, ("prj_1", True, "sub_1"))
        assert subscription.cancel(request, by="Back office", now=CANCELED_HERE)
        await save(database, subscription)

    return cancel


async def test_the_same_bare_subscription_does_not_undo_a_cancellation(take, cancel, dump) -> None:
    await take(*make_everything())
    await cancel()
    before = await dump()

    report = await take(*make_everything())

    assert report["unchanged"]["subscription"] == 1
    assert await dump() == before


async def test_a_changed_bare_subscription_brings_all_but_the_cancellation(take, cancel, read_table) -> None:
    await take(*make_everything())
    await cancel()
    before = await read_table("subscription", *CANCELLATION)

    report = await take(
        make_customer("cus_2"),
        make_subscription(customer="cus_2", status="past_due", trial_end=1_763_000_000),
        as_of=100,
    )

    assert report["updated"] == {"subscription": 1}
    assert await read_table("subscription", *CANCELLATION) == before
    assert await read_table("subscription", "customer_id", "trial_end") == [
        {"customer_id": "cus_2", "trial_end": 1_763_000_000 * SECOND}
    ]
    again = await take(make_subscription(customer="cus_2", status="past_due", trial_end=1_763_000_000), as_of=100)
    assert again["unchanged"] == {"subscription": 1}


async def test_a_scheduled_cancellation_is_kept_as_well(take, cancel, read_table) -> None:
    await take(*make_everything())
    await cancel(CancellationRequest(CancellationTiming.AT_PERIOD_END))
    before = await read_table("subscription", *CANCELLATION)

    await take(make_subscription(trial_end=1_763_000_000), as_of=100)

    assert await read_table("subscription", *CANCELLATION) == before
    assert before[0]["cancel_at"] == 1_764_600_000 * SECOND


@pytest.mark.parametrize("created", [CANCELED_SECOND - 1, CANCELED_SECOND])
async def test_an_event_that_is_not_newer_does_not_undo_it(take, cancel, read_table, created: int) -> None:
    await take(*make_everything())
    await cancel()
    before = await read_table("subscription", *CANCELLATION)

    await take(make_event(make_subscription(trial_end=1_763_000_000), created))

    assert await read_table("subscription", *CANCELLATION) == before
    assert await read_table("subscription", "trial_end", "source_at") == [
        {"trial_end": 1_763_000_000 * SECOND, "source_at": created * SECOND}
    ]


async def test_a_newer_event_replaces_it_even_when_it_equals_the_last_import(take, cancel, dump) -> None:
    await take(*make_everything())
    before = await dump()
    await cancel()

    report = await take(make_event(make_subscription(), CANCELED_SECOND + 1))

    assert report["updated"] == {"subscription": 1}
    after = await dump()
    [found], [expected] = after["subscription"], before["subscription"]
    assert found["source_at"] == (CANCELED_SECOND + 1) * SECOND
    assert found | {"source_at": 0, "source_rank": expected["source_rank"]} == expected
    assert after | {"subscription": [], "imported_event": []} == before | {"subscription": []}


async def test_after_a_newer_event_bare_objects_count_again(take, cancel, read_table) -> None:
    await take(*make_everything())
    await cancel()
    await take(make_event(make_subscription(), CANCELED_SECOND + 1))

    await take(make_subscription(status="past_due"), as_of=CANCELED_SECOND + 2)

    assert await read_table("subscription", "status", "changed_here_at") == [
        {"status": "PAST_DUE", "changed_here_at": None}
    ]


async def test_a_bare_object_that_comes_after_a_newer_event_counts_in_one_input_too(take, cancel, read_table) -> None:
    await take(*make_everything())
    await cancel()

    await take(make_event(make_subscription(), CANCELED_SECOND + 1), make_subscription(status="unpaid"))

    assert await read_table("subscription", "status", "changed_here_at") == [
        {"status": "UNPAID", "changed_here_at": None}
    ]
