"""A small seller with one of everything that a query can read, and another seller's data."""

from sqlmodel import SQLModel

from models.billing.customer import Customer
from models.billing.dispute import DisputeStatus
from models.billing.invoice import InvoiceStatus
from models.billing.refund import RefundState
from models.billing.subscription import SubscriptionStatus
from models.billing.tax import TaxRate
from models.values.instant import Instant
from resolvers.paging.cursors import Cursors
from resolvers.paging.orders import NEWEST
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_charge,
    make_credit_note,
    make_customer,
    make_dispute,
    make_invoice,
    make_item,
    make_line,
    make_method,
    make_one_of_each,
    make_payment,
    make_plan,
    make_project,
    make_refund,
    make_subscription,
    make_viewer,
    save,
    scope,
)

TAXES = [
    {"rate_id": "txr_1", "percentage": "20", "taxable": 1000, "amount": 200, "included": False},
    {"rate_id": None, "percentage": None, "taxable": None, "amount": 5, "included": True},
]
LISTS = (
    "refunds_by_payment_id",
    "credit_notes_by_customer_id",
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
    first.balances = {"GBP": -500, "EUR": 0}
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
        make_invoice(first, 4, total=-2_500, status=InvoiceStatus.PAID, discount=100, shipping=50, taxes=TAXES),
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
    await save(database, _make_money_matters(first, second))


def _make_money_matters(first: Customer, second: Customer) -> list[SQLModel]:
    """Attempts, refunds and disputes: several of each for one payment, and some for others."""
    payment, foreign = make_payment(first, 1), make_payment(second, 1, currency="KWD")
    invoice = make_invoice(first, 1)
    return [
        *(make_charge(payment, number, risk_level="elevated") for number in (1, 2, 3)),
        make_charge(foreign, failure_code="lost_card"),
        *(make_refund(payment, number, reason="duplicate") for number in (1, 2)),
        make_refund(foreign, status=RefundState.FAILED, failure_reason="unknown"),
        make_dispute(payment, evidence_due_at=later(9)),
        make_dispute(foreign, status=DisputeStatus.WON, closed_at=later(-1)),
        *(make_method(first, number, is_default=int(number == 2)) for number in (1, 2, 3)),
        make_credit_note(invoice),
        make_credit_note(invoice, 2, number=None),
        TaxRate(**scope(first), id="txr_1", name="VAT", included=False),
    ]


def some_cursors() -> list[str]:
    """Cursors of most lists: each is valid in one of them and an error in the others."""
    row = make_customer(1, created_at=Instant(NOW - 1))
    return [Cursors.of(make_viewer(), name, NEWEST).encode(row) for name in LISTS]
