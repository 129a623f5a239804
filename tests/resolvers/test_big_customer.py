"""A customer with very much costs what a small one does: each read is measured against the same read of the other."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus
from models.billing.subscription import ENDED, SubscriptionStatus
from models.values.instant import DAY, Instant
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.batches import Batch
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER
from resolvers.billing.next_charges import charge_of, earliest_charge
from resolvers.customers.sums import SUMS_OF_CUSTOMER
from resolvers.paging.page_requests import PageRequest
from resolvers.payments.monthly_payments import MONTHLY_PAYMENTS_OF_CUSTOMER
from resolvers.relations import INVOICES_OF_CUSTOMER, PAYMENT_INTENTS_OF_CUSTOMER, SUBSCRIPTIONS_OF_CUSTOMER
from resolvers.subscriptions.cancellation_previews import OPEN_INVOICES_OF_CUSTOMER
from resolvers.subscriptions.current_and_past import list_current_and_past
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_charge,
    make_context,
    make_customer,
    make_invoice,
    make_item,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_refund,
    make_subscription,
    save,
)
from tests.reading_cost import cost_of

# How many payments and invoices the big customer has, the small one, and how many of them have the rare status.
BIG, SMALL, RARE = 3000, 60, 25
# The index of the big one is a level deeper, and the pages of its rows lie further apart.
MOST = 1.3


async def add_customer(database: Database, number: int, count: int) -> None:
    """A customer whose oldest payments, invoices and subscriptions have the rare status."""
    customer = make_customer(number)
    rare = range(count - RARE, count)
    payments = [
        make_payment(
            customer,
            n,
            # Over one year, so that both have as many months.
            created_at=Instant(NOW - n * 360 * DAY // count),
            status=PaymentIntentStatus.FAILED if n % 2 else PaymentIntentStatus.SUCCEEDED,
        )
        for n in range(count)
    ]
    payments[-1].status = PaymentIntentStatus.PROCESSING
    states = [InvoiceStatus.DRAFT if n in rare else InvoiceStatus.PAID for n in range(count)]
    invoices = [make_invoice(customer, n, status=state) for n, state in enumerate(states)]
    subscriptions = [
        make_subscription(
            customer,
            n,
            created_at=later(-n),
            **dict.fromkeys(("paused_at", "unpaused_at", "cancellation_requested_at"), NOW - n),
            status=SubscriptionStatus.PAUSED if n in rare else SubscriptionStatus.CANCELED,
            ended_at=None if n in rare else NOW - n,
            # Twenty of each have just ended by time.
            cancel_at=NOW - n if n < 20 else None,
        )
        for n in range(count)
    ]
    # Of none of these an entry is told: each is the one attempt at its payment.
    attempts = [make_charge(payment) for payment in payments if payment.status == PaymentIntentStatus.FAILED]
    refunds = [make_refund(payment) for payment in payments[-RARE:]]
    await save(database, customer, subscriptions, invoices, payments, attempts, refunds)


@pytest.fixture
async def filled(database: Database) -> Database:
    await save(database, make_project())
    await add_customer(database, 1, SMALL)
    await add_customer(database, 2, BIG)
    await settle(database)
    return database


async def settle(database: Database) -> None:
    """The state that a database comes to by itself: what tests before left behind is gone, and tables are counted."""
    if database.dialect.name == "postgresql":
        async with database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM"))
    async with database.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))


def page(relation: Any, *statuses: Any, **request: Any) -> Batch[Any]:
    return relation.page(PageRequest(**request), statuses or None)  # type: ignore[no-any-return]


READS = {
    "payments": page(PAYMENT_INTENTS_OF_CUSTOMER),
    "payments backward": page(PAYMENT_INTENTS_OF_CUSTOMER, backward=True),
    "payments of a rare status": page(PAYMENT_INTENTS_OF_CUSTOMER, PaymentIntentStatus.PROCESSING),
    "payments of no status": page(PAYMENT_INTENTS_OF_CUSTOMER, PaymentIntentStatus.REQUIRES_ACTION),
    "payments of two statuses": page(
        PAYMENT_INTENTS_OF_CUSTOMER, PaymentIntentStatus.PROCESSING, PaymentIntentStatus.FAILED
    ),
    "how many payments": PAYMENT_INTENTS_OF_CUSTOMER.count(),
    "how many failed payments": PAYMENT_INTENTS_OF_CUSTOMER.count((PaymentIntentStatus.FAILED,)),
    "invoices": page(INVOICES_OF_CUSTOMER),
    "drafts": page(INVOICES_OF_CUSTOMER, InvoiceStatus.DRAFT),
    "drafts and open invoices": page(INVOICES_OF_CUSTOMER, InvoiceStatus.DRAFT, InvoiceStatus.OPEN),
    "how many invoices": INVOICES_OF_CUSTOMER.count(),
    "how many drafts": INVOICES_OF_CUSTOMER.count((InvoiceStatus.DRAFT,)),
    "subscriptions": page(SUBSCRIPTIONS_OF_CUSTOMER),
    "paused subscriptions": page(SUBSCRIPTIONS_OF_CUSTOMER, SubscriptionStatus.PAUSED),
    "paused and active subscriptions": page(
        SUBSCRIPTIONS_OF_CUSTOMER, SubscriptionStatus.PAUSED, SubscriptionStatus.ACTIVE
    ),
    "past subscriptions": page(SUBSCRIPTIONS_OF_CUSTOMER, *ENDED),
    "what running subscriptions are charged by": BILLING_OF_CUSTOMER,
    "open invoices": OPEN_INVOICES_OF_CUSTOMER,
    "sums": SUMS_OF_CUSTOMER,
    "months": MONTHLY_PAYMENTS_OF_CUSTOMER,
    "activity": page(ACTIVITY_OF_CUSTOMER),
    "activity on the second page": page(ACTIVITY_OF_CUSTOMER, after=(NOW - 5, 3, "x")),
    "activity of the beginning": page(ACTIVITY_OF_CUSTOMER, backward=True),
}


async def test_what_is_read_of_a_customer_costs_the_same_however_much_there_is(filled: Database) -> None:
    context = make_context(filled)

    def read(batch: Batch[Any], customer: str) -> Callable[[], Any]:
        return lambda: batch.load(context.reads, NOW, [customer])

    costs = {
        name: (await cost_of(filled, read(batch, "cus_1")), await cost_of(filled, read(batch, "cus_2")))
        for name, batch in READS.items()
    }

    assert {name: pair for name, pair in costs.items() if pair[1] > MOST * pair[0] + 10} == {}


@pytest.mark.parametrize("backward", [False, True])
async def test_the_subscriptions_that_the_page_shows_cost_the_same_however_many_have_ended(
    filled: Database, backward: bool
) -> None:
    context, request = make_context(filled), PageRequest(backward=backward)

    costs = [
        await cost_of(filled, partial(list_current_and_past, context, customer, request, request))
        for customer in ("cus_1", "cus_2")
    ]

    assert costs[1] <= MOST * costs[0] + 10


async def test_how_many_activities_there_are_costs_the_same_however_many_payments(database: Database) -> None:
    customers = [make_customer(number) for number in (1, 2)]
    payments = [
        make_payment(each, n) for each, count in zip(customers, (SMALL, BIG), strict=True) for n in range(count)
    ]
    await save(database, make_project(), customers, payments)
    await settle(database)
    context, counting = make_context(database), ACTIVITY_OF_CUSTOMER.count()

    counts = await counting.load(context.reads, NOW, ["cus_1", "cus_2", "cus_3"])
    costs = [await cost_of(database, partial(counting.load, context.reads, NOW, [key])) for key in ("cus_1", "cus_2")]

    assert counts == [SMALL, BIG, 0]
    assert costs[1] <= MOST * costs[0] + 10


async def test_of_many_running_subscriptions_the_one_that_is_charged_first_is_priced_alone(database: Database) -> None:
    customer, product, plan = make_customer(), make_product(), make_plan()
    running = [make_subscription(customer, n, current_period_end=later(1000 - n)) for n in range(300)]
    items = [make_item(each, plan) for each in running]
    await save(database, make_project(), customer, product, plan, running, items)
    context = make_context(database)
    [billed] = await BILLING_OF_CUSTOMER.load(context.reads, NOW, [customer.id])

    charges = [charge_of(each, (), NOW) for each in billed]
    calls = count_calls(partial(earliest_charge, billed, (), NOW))

    assert earliest_charge(billed, (), NOW) == min(filter(None, charges), key=lambda charge: charge.at)
    assert calls < count_calls(lambda: [charge_of(each, (), NOW) for each in billed]) / 2


def count_calls(work: Callable[[], object]) -> int:
    """How many functions of Python are called."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
