"""Previews of cancellations: what the cancellation then does, and in how many statements they come."""

import asyncio

import pytest

from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.invoice import InvoiceStatus
from models.billing.plan import BillingInterval
from models.billing.subscription import Subscription, SubscriptionStatus
from models.refusal import RefusalCode
from models.values.instant import Instant, parse_rfc3339, rfc3339
from models.values.money import Amount
from resolvers.subscriptions.cancellation_previews import CancellationPreview, preview_cancellation
from resolvers.subscriptions.changes import cancel_subscription
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_invoice,
    make_item,
    make_plan,
    make_subscription,
    refuses,
    save,
    save_subscription,
)

IMMEDIATELY, AT_PERIOD_END, ON_DATE = CancellationTiming
PERIOD_END = later(20)
CANCELABLE = [status for status in SubscriptionStatus if status is not SubscriptionStatus.INCOMPLETE_EXPIRED]
EVERY_WAY = [(IMMEDIATELY, None), (AT_PERIOD_END, None), (ON_DATE, later(7)), (ON_DATE, later(70))]
TRIAL = {"status": SubscriptionStatus.TRIALING, "trial_end": PERIOD_END}


async def preview(
    database: Database, subscription: Subscription, timing: CancellationTiming, cancel_at: Instant | None = None
) -> CancellationPreview:
    return await preview_cancellation(make_context(database), subscription, timing, cancel_at)


@pytest.mark.parametrize("status", CANCELABLE)
@pytest.mark.parametrize(("timing", "cancel_at"), EVERY_WAY)
async def test_the_cancellation_then_takes_effect_when_it_was_said(
    database: Database, status: SubscriptionStatus, timing: CancellationTiming, cancel_at: Instant | None
) -> None:
    ended = {"canceled_at": later(-1), "ended_at": later(-1)} if status is SubscriptionStatus.CANCELED else {}
    subscription = await save_subscription(database, status=status, **ended)
    expected = await preview(database, subscription, timing, cancel_at)

    context = make_context(database)
    change = await cancel_subscription(context, subscription.id, CancellationRequest(timing, cancel_at), None)

    assert change.subscription is not None
    assert expected.effective_at == (change.subscription.ended_at or change.subscription.cancel_at)


@pytest.mark.parametrize(
    ("timing", "cancel_at", "refused"),
    [
        (ON_DATE, None, RefusalCode.CANCEL_AT_MISSING),
        (ON_DATE, NOW, RefusalCode.CANCEL_AT_NOT_IN_FUTURE),
        (ON_DATE, later(6 * 365), RefusalCode.CANCEL_AT_TOO_FAR),
        (IMMEDIATELY, later(1), RefusalCode.CANCEL_AT_UNWANTED),
        (AT_PERIOD_END, PERIOD_END, RefusalCode.CANCEL_AT_UNWANTED),
    ],
)
async def test_what_a_cancellation_would_refuse_cannot_be_previewed(
    database: Database, timing: CancellationTiming, cancel_at: Instant | None, refused: RefusalCode
) -> None:
    subscription = await save_subscription(database)

    with refuses(refused):
        await preview(database, subscription, timing, cancel_at)


async def test_a_period_that_has_ended_cannot_be_waited_for(database: Database) -> None:
    subscription = await save_subscription(database, current_period_end=NOW)

    with refuses(RefusalCode.PERIOD_ENDED):
        await preview(database, subscription, AT_PERIOD_END)


@pytest.mark.parametrize(
    ("interval", "count", "period", "cancel_at", "avoided_from"),
    [
        (BillingInterval.MONTH, 1, ("2026-11-15", "2026-12-15"), "2026-12-14", "2026-12-15"),
        (BillingInterval.MONTH, 1, ("2026-11-15", "2026-12-15"), "2026-12-15", "2026-12-15"),
        (BillingInterval.MONTH, 1, ("2026-11-15", "2026-12-15"), "2026-12-16", "2027-01-15"),
        (BillingInterval.MONTH, 3, ("2026-11-15", "2027-02-15"), "2027-02-16", "2027-05-15"),
        (BillingInterval.MONTH, 1, ("2026-10-31", "2026-11-30"), "2026-12-01", "2026-12-31"),
        (BillingInterval.MONTH, 1, ("2026-10-31", "2026-11-30"), "2027-02-01", "2027-02-28"),
        (BillingInterval.MONTH, 1, ("2026-10-31", "2026-11-30"), "2027-03-01", "2027-03-31"),
        (BillingInterval.MONTH, 1, ("2026-11-30", "2026-12-31"), "2027-01-01", "2027-01-31"),
        (BillingInterval.MONTH, 1, ("2026-11-30", "2026-12-30"), "2027-02-01", "2027-02-28"),
        (BillingInterval.MONTH, 1, ("2026-11-30", "2026-12-30"), "2028-02-01", "2028-02-29"),
        (BillingInterval.YEAR, 1, ("2026-02-28", "2027-02-28"), "2027-03-01", "2028-02-28"),
        (BillingInterval.YEAR, 1, ("2024-02-29", "2027-02-28"), "2027-03-01", "2028-02-28"),
        (BillingInterval.YEAR, 3, ("2024-02-29", "2027-02-28"), "2027-03-01", "2030-02-28"),
        (BillingInterval.YEAR, 4, ("2024-02-29", "2028-02-29"), "2028-03-01", "2032-02-29"),
        (BillingInterval.WEEK, 1, ("2026-11-20", "2026-11-27"), "2026-12-01", "2026-12-04"),
        (BillingInterval.WEEK, 2, ("2026-11-20", "2026-12-04"), "2026-12-05", "2026-12-18"),
        (BillingInterval.DAY, 1, ("2026-11-22", "2026-11-23"), "2031-11-21", "2031-11-21"),
        (BillingInterval.DAY, 30, ("2026-11-01", "2026-12-01"), "2026-12-02", "2026-12-31"),
        (BillingInterval.DAY, 2**31 - 1, ("2026-11-01", "2026-12-01"), "2026-12-02", None),
    ],
)
async def test_the_first_charge_that_would_not_happen(
    database: Database,
    interval: BillingInterval,
    count: int,
    period: tuple[str, str],
    cancel_at: str,
    avoided_from: str | None,
) -> None:
    start, end = (parse_rfc3339(f"{day}T12:30:00Z") for day in period)
    subscription = await save_subscription(
        database,
        plan=make_plan(interval=interval, interval_count=count),
        current_period_start=start,
        current_period_end=end,
    )

    shown = await preview(database, subscription, ON_DATE, parse_rfc3339(f"{cancel_at}T12:30:00Z"))

    avoided = shown.charges_avoided_from
    assert (avoided and rfc3339(avoided)) == (avoided_from and f"{avoided_from}T12:30:00Z")


@pytest.mark.parametrize(
    ("stored", "timing", "cancel_at", "avoided_from"),
    [
        ({}, IMMEDIATELY, None, PERIOD_END),
        ({}, AT_PERIOD_END, None, PERIOD_END),
        ({}, ON_DATE, PERIOD_END, PERIOD_END),
        ({}, ON_DATE, Instant(PERIOD_END + 1), parse_rfc3339("2027-01-12T12:00:00Z")),
        (TRIAL, IMMEDIATELY, None, PERIOD_END),
        (TRIAL | {"current_period_end": later(27)}, IMMEDIATELY, None, PERIOD_END),
        ({"status": SubscriptionStatus.PAST_DUE}, IMMEDIATELY, None, PERIOD_END),
        ({"status": SubscriptionStatus.UNPAID}, IMMEDIATELY, None, None),
        ({"status": SubscriptionStatus.PAUSED}, AT_PERIOD_END, None, None),
        ({"status": SubscriptionStatus.INCOMPLETE}, ON_DATE, later(1), None),
        ({"status": SubscriptionStatus.INCOMPLETE_EXPIRED}, IMMEDIATELY, None, None),
        ({"status": SubscriptionStatus.CANCELED, "ended_at": later(-1)}, IMMEDIATELY, None, None),
        ({"cancel_at": later(2)}, IMMEDIATELY, None, None),
        ({"cancel_at": PERIOD_END}, IMMEDIATELY, None, None),
        ({"cancel_at": later(200)}, IMMEDIATELY, None, PERIOD_END),
        ({"cancel_at": later(200)}, ON_DATE, later(21), parse_rfc3339("2027-01-12T12:00:00Z")),
        ({"cancel_at": later(40)}, ON_DATE, later(21), None),
        ({"cancel_at": parse_rfc3339("2027-01-12T12:00:00Z")}, ON_DATE, later(21), None),
    ],
)
async def test_only_a_charge_that_was_going_to_happen_is_avoided(
    database: Database,
    stored: dict[str, object],
    timing: CancellationTiming,
    cancel_at: Instant | None,
    avoided_from: Instant | None,
) -> None:
    subscription = await save_subscription(database, **stored)

    shown = await preview(database, subscription, timing, cancel_at)

    assert shown.charges_avoided_from == avoided_from


async def test_open_invoices_of_the_subscription_stay_due(database: Database) -> None:
    subscription = await save_subscription(database)
    customer, its_own = make_customer(), {"subscription_id": subscription.id}
    other = make_subscription(customer, 2)
    invoices = [
        make_invoice(customer, 1, status=InvoiceStatus.OPEN, total=2**53, **its_own),
        make_invoice(customer, 2, status=InvoiceStatus.OPEN, total=1200, amount_remaining=700, **its_own),
        make_invoice(customer, 3, status=InvoiceStatus.PAID, **its_own),
        make_invoice(customer, 4, status=InvoiceStatus.DRAFT, **its_own),
        make_invoice(customer, 5, status=InvoiceStatus.VOID, **its_own),
        make_invoice(customer, 6, status=InvoiceStatus.UNCOLLECTIBLE, **its_own),
        make_invoice(customer, 7, status=InvoiceStatus.OPEN, subscription_id=other.id),
        make_invoice(customer, 8, status=InvoiceStatus.OPEN),
    ]
    await save(database, other, invoices)

    shown = await preview(database, subscription, IMMEDIATELY)

    assert (shown.open_invoice_count, shown.open_amount) == (2, Amount(2**53 + 700, "GBP"))


async def test_with_no_open_invoice_nothing_stays_due(database: Database) -> None:
    subscription = await save_subscription(database)

    shown = await preview(database, subscription, IMMEDIATELY)

    assert shown == CancellationPreview(NOW, PERIOD_END, Amount(1500, "GBP"), None, 0, Amount(0, "GBP"))


@pytest.mark.parametrize("number", [1, 20, 40])
@pytest.mark.parametrize(("timing", "cancel_at"), [(IMMEDIATELY, None), (ON_DATE, later(70))])
async def test_previews_of_many_subscriptions_take_as_many_statements_as_of_one(
    database: Database,
    queries: QueryLog,
    number: int,
    timing: CancellationTiming,
    cancel_at: Instant | None,
) -> None:
    await save_subscription(database)
    subscriptions = [make_subscription(make_customer(), each) for each in range(2, number + 2)]
    await save(database, subscriptions, [make_item(each, make_plan()) for each in subscriptions])
    context = make_context(database)
    queries.clear()

    shown = await asyncio.gather(*(preview_cancellation(context, each, timing, cancel_at) for each in subscriptions))

    assert shown == [shown[0]] * number
    assert len(queries) == 3, "open invoices, what is billed, pending items"


async def test_a_preview_changes_nothing(database: Database) -> None:
    subscription = await save_subscription(database)
    before = subscription.model_dump()

    for timing, cancel_at in EVERY_WAY:
        await preview(database, subscription, timing, cancel_at)

    async with database.sessions() as session:
        stored = await session.get(Subscription, ("prj_1", True, subscription.id))
    assert stored is not None
    assert stored.model_dump() == subscription.model_dump() == before
