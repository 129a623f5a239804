"""What a list of customers shows in each of its rows."""

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus
from models.billing.subscription import PauseBehavior, SubscriptionStatus
from resolvers.customers.customers import list_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.customers.list_rows import list_customer_rows
from resolvers.customers.summaries import CurrentPlan
from resolvers.paging.page_requests import PageRequest
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import (
    later,
    make_context,
    make_customer,
    make_invoice,
    make_item,
    make_one_of_each,
    make_payment,
    make_plan,
    make_product,
    make_project,
    make_subscription,
    save,
)

ACTIVE, PAST_DUE, TRIALING = SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE, SubscriptionStatus.TRIALING


async def test_a_row_tells_how_its_customer_stands(database: Database) -> None:
    customer = make_customer()
    monthly, yearly = make_plan(1, name="Monthly"), make_plan(2, name="Yearly", product_name="Tea club")
    older = make_subscription(
        customer,
        3,
        status=TRIALING,
        current_period_end=later(9),
        pause_behavior=PauseBehavior.VOID,
        pause_resumes_at=later(1),
    )
    newer = make_subscription(customer, 1, status=PAST_DUE, cancel_at=later(5))
    over = make_subscription(customer, 2, status=SubscriptionStatus.CANCELED)
    items = [make_item(older, monthly), make_item(newer, yearly, 0), make_item(newer, monthly, 1)]
    invoices = [
        make_invoice(customer, 1, total=500),
        make_invoice(customer, 3, total=900, status=InvoiceStatus.OPEN, due_at=later(-1), amount_paid=11),
        make_invoice(customer, 4, total=80, currency="JPY", status=InvoiceStatus.OPEN),
    ]
    payments = [
        make_payment(customer, 1, amount=70, currency="EUR"),
        make_payment(customer, 2, amount=700, amount_refunded=150, amount_disputed=39),
        make_payment(customer, 3, amount=10_000, status=PaymentIntentStatus.FAILED),
        make_payment(customer, 4, amount=5000, currency="JPY", amount_refunded=5000),
    ]
    subscriptions = [older, newer, over]
    await save(database, make_project(), make_product(), monthly, yearly, customer, subscriptions, items, invoices)
    await save(database, payments)

    [row] = await list_customer_rows(make_context(database), [customer])

    assert row.customer is customer
    assert row.statuses == ("PAST_DUE", "OVERDUE", "DISPUTED", "CANCELLING", "PAUSED", "ACTIVE")
    assert row.plans == [
        CurrentPlan("sub_1_1", "Tea club", "Yearly", PAST_DUE, later(5)),
        CurrentPlan("sub_1_1", "Coffee club", "Monthly", PAST_DUE, later(5)),
        CurrentPlan("sub_1_3", "Coffee club", "Monthly", TRIALING, None),
    ]
    assert row.next_billing_at == later(9)
    assert [(total.currency, total.net) for total in row.totals] == [("EUR", 70), ("GBP", 511), ("JPY", 0)]


async def test_the_row_of_a_customer_with_nothing_is_empty(database: Database) -> None:
    customer = make_customer()
    await save(database, make_project(), customer)

    [row] = await list_customer_rows(make_context(database), [customer])

    assert row == (customer, ("INACTIVE",), [], None, [])


@pytest.mark.parametrize("status", SubscriptionStatus)
async def test_the_plans_are_those_of_subscriptions_that_go_on(database: Database, status: SubscriptionStatus) -> None:
    customer, plan = make_customer(), make_plan()
    subscription = make_subscription(customer, status=status)
    await save(database, make_project(), make_product(), plan, customer, subscription, make_item(subscription, plan))

    [row] = await list_customer_rows(make_context(database), [customer])

    assert len(row.plans) == (status in (ACTIVE, TRIALING, PAST_DUE))


async def test_a_page_of_customers_and_its_rows_take_three_statements(database: Database, queries: QueryLog) -> None:
    await save(database, make_project(), *(row for number in range(1, 9) for row in make_one_of_each(number)))
    counts = []

    for size in (4, 8):
        queries.clear()
        context = make_context(database)
        page = await list_customers(context, CustomerFilter(), CustomerOrder.NEWEST, PageRequest(size))
        rows = await list_customer_rows(context, page.rows)
        counts.append(len(queries))

    assert [row.customer.id for row in rows] == [f"cus_{number}" for number in range(1, 9)]
    assert {row.plans[0].subscription_id for row in rows} == {f"sub_{number}_1" for number in range(1, 9)}
    assert counts == [3, 3]


async def test_no_customers_take_no_statement(database: Database, queries: QueryLog) -> None:
    assert await list_customer_rows(make_context(database), []) == []
    assert queries == []
