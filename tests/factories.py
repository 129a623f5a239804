"""Builders: each makes one row with sensible values; keywords override them, parents are given as rows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import SQLModel

from models.access.operator import Operator
from models.access.operator_session import NewSession, OperatorSession, new_session
from models.access.project import Project
from models.access.viewer import Role, Viewer
from models.billing.balance_transaction import CustomerBalanceTransaction
from models.billing.charge import Charge, ChargeStatus
from models.billing.credit_note import CreditNote, CreditNoteLine, CreditNoteStatus
from models.billing.credit_note_pdf import CreditNotePdf
from models.billing.customer import Customer, CustomerWord
from models.billing.dispute import Dispute, DisputeStatus
from models.billing.event import Event, EventType
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.invoice_item import InvoiceItem
from models.billing.invoice_line import InvoiceLine
from models.billing.invoice_payment import InvoicePayment
from models.billing.invoice_pdf import InvoicePdf
from models.billing.payment_intent import PaymentIntent, PaymentIntentStatus
from models.billing.payment_method import PaymentMethod
from models.billing.plan import BillingInterval, Plan, Product
from models.billing.refund import Refund, RefundState
from models.billing.subscription import Subscription, SubscriptionStatus
from models.billing.subscription_item import SubscriptionItem
from models.billing.subscription_schedule import ScheduleStatus, SubscriptionSchedule
from models.billing.tax import TaxIdentifier
from models.refusal import Refusal, RefusalCode
from models.values.instant import DAY, Clock, Instant, parse_rfc3339
from models.values.naming import fold, index_words, sort_name
from pdf.einvoice.describe import describe_einvoice
from resolvers.context import RequestContext
from resolvers.signing.customer_tokens import CustomerTokens
from resolvers.signing.invoice_links import InvoiceLinks
from storage.database import Database
from tests.storing import save

NOW = parse_rfc3339("2026-11-22T12:00:00Z")


async def save_subscription(database: Database, *, plan: Plan | None = None, **overrides: Any) -> Subscription:
    """Stores `sub_1_1` of `cus_1` with one item, and all that it refers to."""
    plan, customer = plan or make_plan(), make_customer()
    subscription = make_subscription(customer, **overrides)
    await save(database, make_project(), make_product(), plan, customer, subscription, make_item(subscription, plan))
    return subscription


def make_project(**overrides: Any) -> Project:
    values = {"id": "prj_1", "name": "Northwind", "created_at": NOW}
    return Project(**values | overrides)


def make_viewer(**overrides: Any) -> Viewer:
    values: dict[str, Any] = {
        "project_id": "prj_1",
        "project_name": "Northwind",
        "live_mode": True,
        "role": Role.OPERATOR,
        "name": "Back office",
        "credential_id": "key_1",
    }
    return Viewer(**values | overrides)


def make_operator(**overrides: Any) -> Operator:
    values = {
        "id": "op_1",
        "project_id": "prj_1",
        "email": "ada@post.example",
        "role": Role.OPERATOR,
        "password_hash": "the hash of no password",
        "created_at": NOW,
    }
    return Operator(**values | overrides)


def make_session(operator: Operator, **overrides: Any) -> NewSession:
    """Of one day, begun NOW."""
    made = new_session(operator.id, NOW, DAY)
    return NewSession(OperatorSession(**made.row.model_dump() | overrides), made.token)


def make_customer(number: int = 1, **overrides: Any) -> Customer:
    name = overrides.get("name", f"Customer {number}")
    email = overrides.get("email", f"customer{number}@example.com")
    values = {
        "project_id": "prj_1",
        "live_mode": True,
        "id": f"cus_{number}",
        "name": name,
        "email": email,
        "email_folded": email and fold(email),
        "sort_name": sort_name(name),
        "tax_ids": [],
        "extra": {},
        "balances": {},
        "created_at": NOW - number * DAY,
    }
    return Customer(**values | overrides)


def make_words(customer: Customer) -> list[CustomerWord]:
    return [CustomerWord(**scope(customer), word=word, customer_id=customer.id) for word in index_words(customer.name)]


def make_product(**overrides: Any) -> Product:
    values = {"project_id": "prj_1", "live_mode": True, "id": "prod_1", "name": "Coffee club"}
    return Product(**values | overrides)


def make_plan(number: int = 1, **overrides: Any) -> Plan:
    values = {
        "project_id": "prj_1",
        "live_mode": True,
        "id": f"price_{number}",
        "product_id": "prod_1",
        "product_name": "Coffee club",
        "name": f"Plan {number}",
        "unit_amount": Decimal(1500),
        "amount": 1500,
        "currency": "GBP",
        "interval": BillingInterval.MONTH,
        "interval_count": 1,
    }
    return Plan(**values | overrides)


def make_subscription(customer: Customer, number: int = 1, **overrides: Any) -> Subscription:
    values = {
        **scope(customer),
        "id": f"sub_{customer.id.removeprefix('cus_')}_{number}",
        "customer_id": customer.id,
        "status": SubscriptionStatus.ACTIVE,
        "currency": "GBP",
        "current_period_start": NOW - 10 * DAY,
        "current_period_end": NOW + 20 * DAY,
        "created_at": NOW - number * DAY,
    }
    return Subscription(**values | overrides)


def make_item(subscription: Subscription, plan: Plan, position: int = 0, **overrides: Any) -> SubscriptionItem:
    quantity = overrides.get("quantity", 1)
    values = {
        **scope(subscription),
        "id": f"si_{subscription.id}_{position}",
        "subscription_id": subscription.id,
        "plan_id": plan.id,
        "quantity": quantity,
        "amount": None if plan.amount is None or quantity is None else plan.amount * quantity,
        "currency": plan.currency,
        "position": position,
    }
    return SubscriptionItem(**values | overrides)


def make_invoice(customer: Customer, nth: int = 1, **overrides: Any) -> Invoice:
    total = overrides.get("total", 1200)
    paid = overrides.get("status", InvoiceStatus.PAID) == InvoiceStatus.PAID
    values = {
        **scope(customer),
        "id": f"in_{customer.id.removeprefix('cus_')}_{nth}",
        "customer_id": customer.id,
        "number": f"{customer.id.upper()}-{nth:04}",
        "status": InvoiceStatus.PAID,
        "currency": "GBP",
        "subtotal": total,
        "tax": 0,
        "total": total,
        "amount_due": total,
        "amount_paid": total if paid else 0,
        "amount_remaining": 0 if paid else total,
        "buyer": {"name": customer.name, "email": customer.email},
        "created_at": NOW - nth * DAY,
        "issued_at": NOW - nth * DAY,
        "due_at": NOW + 14 * DAY,
        "paid_at": NOW if paid else None,
    }
    return Invoice(**values | overrides)


def make_line(invoice: Invoice, position: int = 0, **overrides: Any) -> InvoiceLine:
    values = {
        **scope(invoice),
        "invoice_id": invoice.id,
        "position": position,
        "id": f"il_{invoice.id}_{position}",
        "description": f"Beans {position}",
        "quantity": 1,
        "unit_amount": Decimal(1200),
        "amount": 1200,
        "tax": 0,
        "currency": invoice.currency,
    }
    return InvoiceLine(**values | overrides)


KEPT = {
    "content_key": "content 1",
    "remake": 0,
    "state_key": "state 1",
    "sha256": "a" * 64,
    "size": 1000,
    "kept_at": NOW,
}


def make_kept(invoice: Invoice, **overrides: Any) -> InvoicePdf:
    values = {**scope(invoice), "invoice_id": invoice.id, **KEPT}
    return InvoicePdf(**values | overrides)


def make_kept_credit_note(note: CreditNote) -> CreditNotePdf:
    return CreditNotePdf(**scope(note), credit_note_id=note.id, **KEPT)


def make_payment(customer: Customer | None, number: int = 1, **overrides: Any) -> PaymentIntent:
    owner = {"project_id": "prj_1", "live_mode": True} if customer is None else scope(customer)
    amount, status = overrides.get("amount", 1200), overrides.get("status", PaymentIntentStatus.SUCCEEDED)
    values = {
        **owner,
        "id": f"pi_{'guest' if customer is None else customer.id.removeprefix('cus_')}_{number}",
        "customer_id": customer and customer.id,
        "amount": amount,
        "amount_received": amount if status == PaymentIntentStatus.SUCCEEDED else 0,
        "currency": "GBP",
        "status": status,
        "created_at": NOW - number * DAY,
    }
    return PaymentIntent(**values | overrides)


def make_charge(payment: PaymentIntent, number: int = 1, **overrides: Any) -> Charge:
    """An attempt at the payment; it failed, unless overridden."""
    values = {
        **scope(payment),
        "id": f"ch_{payment.id.removeprefix('pi_')}_{number}",
        "payment_intent_id": payment.id,
        "customer_id": payment.customer_id,
        "status": ChargeStatus.FAILED,
        "currency": payment.currency,
        "amount": payment.amount,
        "amount_captured": 0,
        "amount_refunded": 0,
        "disputed": False,
        "failure_code": "insufficient_funds",
        "failure_message": "Your card has insufficient funds.",
        "method_type": "card",
        "method_brand": "visa",
        "method_last4": "4242",
        "created_at": payment.created_at + number,
    }
    return Charge(**values | overrides)


def make_refund(payment: PaymentIntent, number: int = 1, **overrides: Any) -> Refund:
    values = {
        **scope(payment),
        "id": f"re_{payment.id.removeprefix('pi_')}_{number}",
        "customer_id": payment.customer_id,
        "payment_id": payment.id,
        "status": RefundState.SUCCEEDED,
        "currency": payment.currency,
        "amount": 200,
        "created_at": payment.created_at + number * 10,
    }
    return Refund(**values | overrides)


def make_dispute(payment: PaymentIntent, number: int = 1, **overrides: Any) -> Dispute:
    values = {
        **scope(payment),
        "id": f"dp_{payment.id.removeprefix('pi_')}_{number}",
        "customer_id": payment.customer_id,
        "payment_id": payment.id,
        "status": DisputeStatus.NEEDS_RESPONSE,
        "currency": payment.currency,
        "amount": payment.amount,
        "reason": "product_not_received",
        "created_at": payment.created_at + number * 100,
    }
    return Dispute(**values | overrides)


def make_method(customer: Customer, number: int = 1, **overrides: Any) -> PaymentMethod:
    values = {
        **scope(customer),
        "id": f"pm_{customer.id.removeprefix('cus_')}_{number}",
        "customer_id": customer.id,
        "type": "card",
        "brand": "visa",
        "last4": "4242",
        "expires_month": 12,
        "expires_year": 2027,
        "created_at": NOW - number * DAY,
    }
    return PaymentMethod(**values | overrides)


def make_credit_note(invoice: Invoice, nth: int = 1, **overrides: Any) -> CreditNote:
    values = {
        **scope(invoice),
        "id": f"cn_{invoice.id.removeprefix('in_')}_{nth}",
        "customer_id": invoice.customer_id,
        "invoice_id": invoice.id,
        "number": f"{invoice.number}-CN-{nth:02}",
        "status": CreditNoteStatus.ISSUED,
        "currency": invoice.currency,
        "subtotal": 200,
        "discount": 0,
        "shipping": 0,
        "tax": 0,
        "taxes": [],
        "total": 200,
        "pre_payment_amount": 0,
        "post_payment_amount": 200,
        "lines_complete": True,
        "created_at": invoice.created_at + nth,
        "issued_at": invoice.created_at + nth,
    }
    return CreditNote(**values | overrides)


def make_credit_note_line(note: CreditNote, position: int = 0, **overrides: Any) -> CreditNoteLine:
    values = {
        **scope(note),
        "credit_note_id": note.id,
        "position": position,
        "id": f"cnli_{note.id.removeprefix('cn_')}_{position}",
        "description": "Beans",
        "amount": 200,
        "discount": 0,
        "tax": 0,
    }
    return CreditNoteLine(**values | overrides)


def make_event(subscription: Subscription, **overrides: Any) -> Event:
    """A cancellation of the subscription, unless overridden."""
    values = {
        **scope(subscription),
        "id": f"evt_{subscription.id}",
        "type": EventType.SUBSCRIPTION_CANCELED.value,
        "customer_id": subscription.customer_id,
        "subject_id": subscription.id,
        "actor": "Back office",
        "actor_id": "key_1",
        "changes": {"before": {}, "after": {}},
        "created_at": NOW,
    }
    return Event(**values | overrides)


def scope(row: Any) -> dict[str, Any]:
    return {"project_id": row.project_id, "live_mode": row.live_mode}


def later(days: int) -> Instant:
    return Instant(NOW + days * DAY)


def refuses(code: RefusalCode) -> pytest.RaisesExc[Refusal]:
    """A block that must end in this refusal."""
    return pytest.raises(Refusal, check=lambda refusal: refusal.code is code)


def fail_inside(error: Exception) -> str:
    raise AssertionError("a resolver failed inside") from error


def make_context(
    database: Database,
    now: Instant = NOW,
    clock: Clock | None = None,
    report: Callable[[Exception], str] = fail_inside,
    key: str | None = None,
    **viewer: Any,
) -> RequestContext:
    """With a clock that stands still at `now`, unless another is given; `key` is the idempotency key."""
    links = InvoiceLinks("a secret of the tests", "https://pay.example.com", 30)
    tokens = CustomerTokens("a secret of the tests")
    return RequestContext(
        database,
        make_viewer(**viewer),
        clock or (lambda: now),
        links,
        tokens,
        report,
        key,
        describe_einvoice=describe_einvoice,
    )


def make_one_of_each(number: int = 1, **where: Any) -> list[SQLModel]:
    """A customer with a product, a plan, a subscription, an invoice and a payment, linked; parents first."""
    customer = make_customer(number, **where)
    product, plan = make_product(id=f"prod_{number}", **where), make_plan(number, product_id=f"prod_{number}", **where)
    subscription = make_subscription(customer)
    invoice = make_invoice(customer, subscription_id=subscription.id)
    return [
        customer,
        product,
        plan,
        subscription,
        make_item(subscription, plan),
        invoice,
        make_line(invoice),
        make_payment(customer, invoice_id=invoice.id),
    ]


def make_money_around(customer: Customer, invoice: Invoice, payment: PaymentIntent) -> list[SQLModel]:
    """A row of each table of what belongs to a payment, an invoice or a customer, parents first."""
    number = customer.id.removeprefix("cus_")
    of_customer = {**scope(customer), "customer_id": customer.id, "created_at": NOW}
    of_charge: dict[str, Any] = {"amount": 100, "charge_id": f"ch_{number}"}
    taken = {"amount": 100, "amount_captured": 100, "amount_refunded": 100, "disputed": True}
    note = make_credit_note(invoice, id=f"cn_{number}")
    return [
        make_charge(payment, id=f"ch_{number}", status=ChargeStatus.SUCCEEDED, failure_code=None, **taken),
        make_refund(payment, id=f"re_{number}", **of_charge),
        make_dispute(payment, id=f"dp_{number}", status=DisputeStatus.LOST, **of_charge),
        note,
        make_credit_note_line(note),
        make_method(customer, id=f"pm_{number}"),
        TaxIdentifier(id=f"txi_{number}", type="gb_vat", value=number, **of_customer),
        CustomerBalanceTransaction(id=f"cbtxn_{number}", type="adjustment", currency="GBP", amount=-1, **of_customer),
        SubscriptionSchedule(id=f"sched_{number}", status=ScheduleStatus.ACTIVE, phases=[], **of_customer),
        InvoicePayment(**scope(customer), id=f"inpay_{number}", invoice_id=invoice.id, payment_id=payment.id),
        InvoiceItem(id=f"ii_{number}", currency="GBP", amount=1, discountable=True, proration=False, **of_customer),
    ]
