"""What a page costs: statements, bytes, and that a customer with a hundred times as much costs the same."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert

from models.access.project import Project
from models.billing.payment_intent import PaymentIntent
from storage.database import Database
from tests.app.conftest import log_lines
from tests.dashboard.conftest import Operator
from tests.dashboard.reading import Page
from tests.factories import (
    NOW,
    make_charge,
    make_customer,
    make_invoice,
    make_item,
    make_one_of_each,
    make_payment,
    make_plan,
    make_product,
    make_refund,
    make_subscription,
    save,
)

__all__ = ["log_lines"]

LIST = "/dashboard/customers"
ADA = f"{LIST}/cus_1"
# What the product's users were promised for twenty rows of each section.
MOST_STATEMENTS, MOST_BYTES = 14, 150_000

LogLines = Callable[[], list[dict[str, Any]]]


async def fill(database: Database, number: int, count: int) -> None:
    """A customer with so many subscriptions, past ones, invoices and payments, each linked."""
    customer = make_customer(
        number, name="Wilhelmina Featherstonehaugh", extra={f"key_{n}": "value" for n in range(10)}
    )
    plan = make_plan(number, product_id=f"prod_{number}")
    subscriptions = [make_subscription(customer, n) for n in range(1, count + 1)]
    past = [make_subscription(customer, n, status="CANCELED", ended_at=NOW) for n in range(count + 1, 2 * count + 1)]
    invoices = [make_invoice(customer, n, subscription_id=subscriptions[n - 1].id) for n in range(1, count + 1)]
    card = {"method_brand": "visa", "method_last4": "4242"}
    payments = [make_payment(customer, n, invoice_id=invoices[n - 1].id, **card) for n in range(1, count + 1)]
    await save(database, customer, make_product(id=f"prod_{number}"), plan, [*subscriptions, *past])
    await save(database, [make_item(one, plan) for one in (*subscriptions, *past)], invoices, payments)


def statements(log_lines: LogLines) -> int:
    """How many the last request took, authentication included."""
    return int(log_lines()[-1]["statements"])


async def test_the_page_takes_as_many_statements_for_twice_as_much(
    operator: Operator, database: Database, project: Project, log_lines: LogLines
) -> None:
    counted = []
    for number, count in ((1, 20), (2, 40)):
        await fill(database, number, count)
        await operator.open(f"{LIST}/cus_{number}")
        counted.append(statements(log_lines))
    await operator.open(f"{ADA}?payments=SUCCEEDED&invoices=PAID&changed=sub_1_1")
    counted.append(statements(log_lines))

    assert counted == [13, 13, 13]
    assert max(counted) <= MOST_STATEMENTS


async def test_the_list_takes_as_many_statements_for_twenty_customers_as_for_ten(
    operator: Operator, database: Database, project: Project, log_lines: LogLines
) -> None:
    counted = []
    for numbers in (range(1, 11), range(11, 21)):
        for number in numbers:
            await save(database, *make_one_of_each(number))
        for search in ("", "customer"):
            await operator.open(LIST, search=search)
            counted.append(statements(log_lines))

    # A search finds whole words and whole values first; its page and its count ask for beginnings where these are few.
    assert counted == [5, 9, 5, 9]


async def test_the_page_is_small_with_twenty_rows_of_each(operator: Operator, database: Database) -> None:
    await fill(database, 1, 21)

    page = await operator.open(ADA)

    assert [len(page.rows(section)) for section in ("subscriptions", "payments", "invoices")] == [20, 20, 20]
    assert len(page.answer.content) <= MOST_BYTES


async def test_a_customer_with_ten_thousand_payments_has_a_page_of_the_same_size(
    operator: Operator, database: Database, log_lines: LogLines
) -> None:
    await fill_with_payments(database, 10_000)

    page = await operator.open(ADA)
    first_statements = statements(log_lines)
    second = await operator.open((page.link("Older →", "payments") or "").partition("#")[0])

    assert (first_statements, statements(log_lines)) == (13, 13)
    assert [_numbers(each) for each in (page, second)] == [list(range(1, 21)), list(range(21, 41))]
    assert len(page.answer.content) <= MOST_BYTES


async def test_every_page_keeps_to_its_bounds_beside_ten_thousand_payments(
    operator: Operator, database: Database, log_lines: LogLines
) -> None:
    await fill_with_payments(database, 10_000)
    pages = [
        LIST,
        f"{LIST}?search=customer",
        ADA,
        f"{ADA}?payments=SUCCEEDED&invoices=PAID&activity=payments",
        f"{ADA}?activity=subscriptions",
        f"{ADA}?activity=invoices",
        f"{ADA}/subscriptions/sub_1_1/cancel",
        "/dashboard/payments/pi_1_1",
        "/dashboard/invoices/in_1_1",
        "/dashboard/subscriptions/sub_1_1",
        "/dashboard/cancellations",
    ]

    found = {}
    for path in pages:
        answer = await operator.get(path)
        found[path] = (answer.status_code, statements(log_lines), len(answer.content))

    assert {
        path: cost
        for path, cost in found.items()
        if cost[0] != 200 or cost[1] > MOST_STATEMENTS or cost[2] > MOST_BYTES
    } == {}


async def fill_with_payments(database: Database, count: int) -> None:
    """A customer whose one invoice, of one subscription, so many payments are for; the first of them often tried."""
    customer, plan = make_customer(), make_plan()
    subscription = make_subscription(customer)
    invoice = make_invoice(customer, subscription_id=subscription.id)
    many = [make_payment(customer, number, invoice_id=invoice.id) for number in range(1, count + 1)]
    await save(database, customer, make_product(), plan, subscription, make_item(subscription, plan), invoice)
    async with database.sessions.begin() as session:
        connection = await session.connection()
        for at in range(0, count, 1000):
            await connection.execute(insert(PaymentIntent), [each.model_dump() for each in many[at : at + 1000]])
    tries = [make_charge(many[0], number) for number in range(100)]
    await save(database, tries, [make_refund(many[0], number) for number in range(100)])


def _numbers(page: Page) -> list[int]:
    return [int(row[0].rpartition("_")[2]) for row in page.rows("payments")]
