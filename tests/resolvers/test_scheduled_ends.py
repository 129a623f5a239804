"""A scheduled end happens at its second for whoever reads, and is written once, by whoever comes first."""

from collections.abc import Sequence

import pytest
from sqlmodel import select

from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.customer_status import CustomerStatus
from models.billing.event import Event
from models.billing.subscription import Subscription, SubscriptionStatus
from models.refusal import Refusal, RefusalCode
from models.scoped import column_names
from models.values.instant import Instant
from resolvers.activity.activity import ActivityKind
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER
from resolvers.customers.customers import count_customers
from resolvers.customers.filter.customer_filter import CustomerFilter
from resolvers.customers.summaries import load_summary
from resolvers.has_many import PageOf
from resolvers.paging.page_requests import PageRequest
from resolvers.relations import SUBSCRIPTION, SUBSCRIPTIONS_OF_CUSTOMER
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_item,
    make_plan,
    make_subscription,
    save,
    save_subscription,
)

ENDS = later(7)
BEFORE = Instant(ENDS - 1)
CANCELED, ACTIVE, PAST_DUE = SubscriptionStatus.CANCELED, SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE
AT_PERIOD_END = CancellationRequest(CancellationTiming.AT_PERIOD_END)


async def read(database: Database, now: Instant) -> Subscription:
    subscription = await make_context(database, now=now).loaders.load(SUBSCRIPTION, "sub_1_1")
    assert subscription is not None
    return subscription


async def list_by_status(database: Database, now: Instant, *statuses: SubscriptionStatus) -> list[str]:
    load, request = make_context(database, now=now).loaders.load, PageRequest()
    page = await load(PageOf(SUBSCRIPTIONS_OF_CUSTOMER, request, statuses), "cus_1")
    counted = await load(SUBSCRIPTIONS_OF_CUSTOMER.count(statuses), "cus_1")
    assert counted == len(page.rows)
    return [row.id for row in page.rows]


async def count_by_filter(database: Database, now: Instant, *statuses: SubscriptionStatus) -> int:
    return await count_customers(make_context(database, now=now), CustomerFilter(subscription_status=statuses))


async def list_ends(database: Database, now: Instant) -> list[tuple[str, int]]:
    load = make_context(database, now=now).loaders.load
    page = await load(ACTIVITY_OF_CUSTOMER.page(PageRequest()), "cus_1")
    assert await load(ACTIVITY_OF_CUSTOMER.count(), "cus_1") == len(page.rows)
    return [(entry.id, entry.at) for entry in page.rows if entry.kind is ActivityKind.SUBSCRIPTION_ENDED]


async def list_events(database: Database) -> Sequence[Event]:
    async with database.sessions() as session:
        return (await session.exec(select(Event))).all()


def columns_of(subscription: Subscription) -> dict[str, object]:
    return {name: getattr(subscription, name) for name in column_names(Subscription)}


async def test_until_its_last_microsecond_it_goes_on(database: Database) -> None:
    stored = await save_subscription(database, cancel_at=ENDS)

    assert columns_of(await read(database, BEFORE)) == columns_of(stored)
    assert await list_by_status(database, BEFORE, ACTIVE) == ["sub_1_1"]
    assert await list_ends(database, BEFORE) == []


@pytest.mark.parametrize("status", [ACTIVE, PAST_DUE, SubscriptionStatus.PAUSED])
@pytest.mark.parametrize("requested", [{}, {"cancellation_requested_at": later(-1)}])
async def test_from_its_end_on_every_read_tells_what_the_rule_makes_of_the_row(
    database: Database, status: SubscriptionStatus, requested: dict[str, Instant]
) -> None:
    stored = await save_subscription(database, status=status, cancel_at=ENDS, **requested)

    shown = await read(database, ENDS)

    assert stored.end_if_due(ENDS)
    assert columns_of(shown) == columns_of(stored)
    asked_at = requested.get("cancellation_requested_at", ENDS)
    assert (shown.status, shown.ended_at, shown.canceled_at, shown.cancel_at) == (CANCELED, ENDS, asked_at, None)


async def test_what_has_ended_is_out_of_every_list_of_what_goes_on(database: Database) -> None:
    await save_subscription(database, cancel_at=ENDS)

    before = [await list_by_status(database, BEFORE, *statuses) for statuses in ((ACTIVE,), (CANCELED,))]
    after = [
        await list_by_status(database, ENDS, *statuses) for statuses in ((ACTIVE,), (CANCELED,), (ACTIVE, CANCELED))
    ]

    assert before == [["sub_1_1"], []]
    assert after == [[], ["sub_1_1"], ["sub_1_1"]]
    assert [await count_by_filter(database, now, ACTIVE) for now in (BEFORE, ENDS)] == [1, 0]
    assert [await count_by_filter(database, now, CANCELED) for now in (BEFORE, ENDS)] == [0, 1]
    assert [await count_by_filter(database, now, ACTIVE, CANCELED) for now in (BEFORE, ENDS)] == [1, 1]
    assert [await count_by_filter(database, now, ACTIVE, PAST_DUE) for now in (BEFORE, ENDS)] == [1, 0]
    assert [await count_by_filter(database, now, PAST_DUE, CANCELED) for now in (BEFORE, ENDS)] == [0, 1]


async def test_what_has_ended_brings_in_nothing_owes_nothing_and_is_charged_no_more(database: Database) -> None:
    await save_subscription(database, status=SubscriptionStatus.PAST_DUE, cancel_at=ENDS)
    customer, plan = make_customer(), make_plan()
    another = make_subscription(customer, 2, current_period_end=later(1), cancel_at=ENDS)
    await save(database, another, make_item(another, plan))

    context = make_context(database, now=ENDS)
    summary = await load_summary(context, "cus_1")

    assert await context.loaders.load(BILLING_OF_CUSTOMER, "cus_1") == []
    assert (summary.statuses, summary.plans) == ((CustomerStatus.INACTIVE,), [])
    assert (summary.next_billing_at, summary.totals) == (None, [])


@pytest.mark.parametrize("asked", [CancellationRequest(), AT_PERIOD_END])
async def test_a_change_that_comes_too_late_finds_it_ended_and_changes_nothing(
    database: Database, asked: CancellationRequest
) -> None:
    stored = await save_subscription(database, cancel_at=ENDS)

    context = make_context(database, now=later(8))
    resumed = await resume_subscription(context, "sub_1_1", None)
    canceled = await cancel_subscription(context, "sub_1_1", asked, None)

    assert resumed == SubscriptionChange(refused=Refusal(RefusalCode.SUBSCRIPTION_ENDED))
    assert canceled.refused is None
    assert canceled.subscription == await read(database, ENDS)
    assert columns_of(await read(database, BEFORE)) == columns_of(stored)
    assert await list_events(database) == []


async def test_a_schedule_of_the_future_leaves_another_in_peace(database: Database) -> None:
    await save_subscription(database, cancel_at=ENDS)

    change = await resume_subscription(make_context(database, now=NOW), "sub_1_1", None)

    assert change.subscription is not None
    assert (change.subscription.status, change.subscription.cancel_at) == (ACTIVE, None)
    assert [event.type for event in await list_events(database)] == ["subscription.resumed"]
