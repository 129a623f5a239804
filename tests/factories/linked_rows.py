"""Rows of many tables that belong together."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import SQLModel

from models.billing.balance_transaction import CustomerBalanceTransaction
from models.billing.charge import ChargeStatus
from models.billing.customer import Customer
from models.billing.invoice import Invoice
from models.billing.invoice_item import InvoiceItem
from models.billing.invoice_payment import InvoicePayment
from models.billing.payment_intent import PaymentIntent
from models.billing.subscription_schedule import ScheduleStatus, SubscriptionSchedule
from models.billing.tax import TaxIdentifier
from tests.factories.customers import make_customer, make_method
from tests.factories.invoices import make_credit_note, make_credit_note_line, make_invoice, make_line
from tests.factories.payments import make_charge, make_dispute, make_payment, make_refund
from tests.factories.scopes import NOW, scope
from tests.factories.subscriptions import make_item, make_plan, make_product, make_subscription


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


def make_money_around(
    customer: Customer, invoice: Invoice, payment: PaymentIntent, *, phases: Sequence[dict[str, Any]] = ()
) -> list[SQLModel]:
    """A row of each table of what belongs to a payment, an invoice or a customer, parents first.

    `phases` are those of the schedule.
    """
    number = customer.id.removeprefix("cus_")
    of_customer = {**scope(customer), "customer_id": customer.id, "created_at": NOW}
    of_charge: dict[str, Any] = {"amount": 100, "charge_id": f"ch_{number}"}
    taken = {"amount": 100, "amount_captured": 100, "amount_refunded": 100, "disputed": True}
    note = make_credit_note(invoice, id=f"cn_{number}")
    return [
        make_charge(payment, id=f"ch_{number}", status=ChargeStatus.SUCCEEDED, failure_code=None, **taken),
        make_refund(payment, id=f"re_{number}", **of_charge),
        make_dispute(payment, id=f"dp_{number}", **of_charge),
        note,
        make_credit_note_line(note),
        # It ends before the next charge of what it pays.
        make_method(customer, id=f"pm_{number}", expires_month=11, expires_year=2026),
        TaxIdentifier(id=f"txi_{number}", type="gb_vat", value=number, **of_customer),
        CustomerBalanceTransaction(id=f"cbtxn_{number}", type="adjustment", currency="GBP", amount=-1, **of_customer),
        SubscriptionSchedule(id=f"sched_{number}", status=ScheduleStatus.ACTIVE, phases=list(phases), **of_customer),
        InvoicePayment(**scope(customer), id=f"inpay_{number}", invoice_id=invoice.id, payment_id=payment.id),
        InvoiceItem(id=f"ii_{number}", currency="GBP", amount=1, discountable=True, proration=False, **of_customer),
    ]
