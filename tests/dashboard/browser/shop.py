"""A seller's customers, as the journeys meet them."""

from itertools import product

from models.billing.customer import Customer
from models.billing.invoice import InvoiceStatus
from models.billing.payment_intent import PaymentIntentStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import DAY
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_invoice,
    make_item,
    make_line,
    make_payment,
    make_plan,
    make_product,
    make_subscription,
    save,
)

ADA = "/dashboard/customers/cus_1"


async def fill_shop(database: Database) -> None:
    """Ada with a subscription, three payments and two invoices; Grace and Katherine with nothing."""
    ada = make_customer(1, name="Ada Lovelace", email="ada@example.com", extra={"crm": "4711"})
    others = [make_customer(2, name="Grace Hopper"), make_customer(3, name="Katherine Johnson")]
    plan, subscription = make_plan(), make_subscription(ada)
    late = {"status": InvoiceStatus.OPEN, "due_at": NOW - DAY, "total": 4900, "subscription_id": subscription.id}
    paid, due = make_invoice(ada, 1), make_invoice(ada, 2, **late)
    failed = make_payment(ada, 2, status=PaymentIntentStatus.FAILED, failure_code="card_declined", amount=4900)
    payments = [make_payment(ada, 1, invoice_id=paid.id), failed, make_payment(ada, 3, amount=800)]
    await save(database, [ada, *others])
    await save(database, make_product(), plan, subscription, make_item(subscription, plan))
    await save(database, [paid, due], [make_line(paid), make_line(due)], payments)


async def fill_pages(database: Database, customer: Customer, count: int) -> None:
    """As many payments and invoices of a customer who is stored."""
    numbers = range(1, count + 1)
    await save(database, [make_invoice(customer, number) for number in numbers])
    await save(database, [make_payment(customer, number) for number in numbers])


async def fill_troubles(database: Database) -> None:
    """`cus_4`, to whom everything has happened that can: each status, two currencies, a past subscription."""
    customer = make_customer(4, name="Mary Somerville", phone="+44 20 7946 0000", extra={"tier": "gold"})
    monthly, yearly = (
        make_plan(2, product_name="Team", name="Team per month"),
        make_plan(3, currency="JPY", amount=5000),
    )
    late = make_subscription(customer, 1, status=SubscriptionStatus.PAST_DUE)
    leaving = make_subscription(customer, 2, currency="JPY", cancel_at=later(5))
    left = make_subscription(customer, 3, status=SubscriptionStatus.CANCELED, ended_at=NOW - DAY)
    items = [make_item(late, monthly, quantity=3), make_item(leaving, yearly), make_item(left, monthly)]
    invoices = [make_invoice(customer, nth, status=status) for nth, status in enumerate(InvoiceStatus, 1)]
    payments = [
        make_payment(customer, number, status=status, method_brand="visa", method_last4="4242", currency=currency)
        for number, (status, currency) in enumerate(product(PaymentIntentStatus, ("GBP", "JPY")), 1)
    ]
    await save(database, customer, [monthly, yearly], [late, leaving, left], items)
    await save(database, invoices, payments)
