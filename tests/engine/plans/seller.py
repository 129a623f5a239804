"""A small seller with a bit of everything that a query can meet, and another one's data beside it."""

from models.billing.customer import Customer
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from resolvers.paging.cursors import Cursors
from resolvers.paging.orders import NEWEST
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_invoice,
    make_item,
    make_line,
    make_one_of_each,
    make_payment,
    make_plan,
    make_project,
    make_subscription,
    make_viewer,
    save,
)

LISTS = (
    "customers",
    "payment_intents_by_customer_id",
    "subscriptions_by_customer_id",
    "invoices_by_customer_id",
    "invoices_by_subscription_id",
)


async def add_seller(database: Database) -> None:
    """Three customers of `prj_1`: one in full, one with a locale and odd currencies, one with nothing."""
    foreign = make_project(id="prj_2", name="Elsewhere")
    first, *rest = make_one_of_each(1)
    assert isinstance(first, Customer)
    first.address = {"line1": "1 High St", "city": "Leeds", "country": "GB"}
    first.tax_ids = [{"type": "gb_vat", "value": "GB1"}, {"type": "eu_vat", "value": "DE2"}]
    first.extra = {"tier": "gold", "a": "1"}
    second = make_customer(2, locale="de-DE", name=None, email=None, currency="JPY")
    third = make_customer(3, locale="tlh")
    cancelled = {"status": SubscriptionStatus.CANCELED, "canceled_at": later(-1), "ended_at": later(-1)}
    asked = {"cancellation_requested_at": later(-2), "cancellation_requested_by": "Ada", "cancel_at": later(5)}
    subscriptions = [
        make_subscription(first, 2, **cancelled),
        make_subscription(first, 3, status=SubscriptionStatus.PAST_DUE, **asked),
        make_subscription(second, 1, status=SubscriptionStatus.TRIALING, trial_end=later(3)),
    ]
    plan = make_plan(9, product_id="prod_1")
    invoices = [
        make_invoice(first, 2, status=InvoiceStatus.OPEN, due_at=later(-3), subscription_id="sub_1_2"),
        make_invoice(first, 3, status=InvoiceStatus.DRAFT, number=None, issued_at=None, due_at=None),
        make_invoice(first, 4, total=-2_500, status=InvoiceStatus.PAID),
        make_invoice(second, 1, total=2**53 + 1, currency="JPY", subscription_id="sub_2_1"),
    ]
    await save(
        database,
        [make_project(), foreign],
        first,
        *rest,
        [second, third],
        plan,
        subscriptions,
        [make_item(each, plan, position, quantity=2) for each in subscriptions for position in range(2)],
        invoices,
        [make_line(each, position) for each in invoices for position in range(3)],
        [make_payment(first, number, failure_code="card_declined") for number in (2, 3)],
        [make_payment(second, 1, currency="KWD", method_type="card", method_last4="4242"), make_payment(None)],
        *make_one_of_each(7, project_id="prj_2"),
    )


def some_cursors() -> list[str]:
    """Cursors of most lists: each is good for one of them and an error for the others."""
    row = make_customer(1, created_at=Instant(NOW - 1))
    return [Cursors.of(make_viewer(), name, NEWEST).encode(row) for name in LISTS]
