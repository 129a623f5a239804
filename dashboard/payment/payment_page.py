"""A payment's page: what came in and what went back, how it was tried, and what it is for."""

import asyncio
from typing import NamedTuple

from dashboard.page.paging import AFTER, BEFORE
from dashboard.page.query import Query
from dashboard.payment.attempts import AttemptSection, read_attempts
from dashboard.payment.figures import Figure, list_figures
from dashboard.payment.problems import list_problems
from dashboard.payment.refunds_and_disputes import DisputeSection, RefundSection, read_disputes, read_refunds
from dashboard.session.object_page import ObjectPage
from dashboard.session.view import View
from dashboard.wording.badges import Badge, invoice_badge, payment_badges
from dashboard.wording.names import customer_title, payment_method
from models.billing.customer import Customer
from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent
from resolvers.relations import CUSTOMER, INVOICE, PAYMENT_INTENT

ATTEMPTS, REFUNDS, DISPUTES = "attempts", "refunds", "disputes"
PARAMETERS = frozenset(f"{name}_{side}" for name in (ATTEMPTS, REFUNDS, DISPUTES) for side in (AFTER, BEFORE))


class PaidInvoice(NamedTuple):
    """The invoice that a payment is for."""

    invoice: Invoice
    badge: Badge


class MetadataRow(NamedTuple):
    """What the seller keeps with the payment; a value that is the id of its invoice leads there."""

    name: str
    value: str
    url: str | None


class PaymentPage(NamedTuple):
    """What the page shows; the customer is None for a guest, the metadata are where they are not known.

    `problems` say what is to be done.
    """

    payment: PaymentIntent
    amount: str
    customer: Customer | None
    customer_name: str
    badges: list[Badge]
    problems: list[str]
    figures: list[Figure]
    method: str | None
    invoice: PaidInvoice | None
    metadata: list[MetadataRow] | None
    attempts: AttemptSection
    refunds: RefundSection
    disputes: DisputeSection


async def _read(view: View, query: Query, payment: PaymentIntent) -> PaymentPage:
    customer, invoice, attempts, refunds, disputes = await asyncio.gather(
        _read_customer(view, payment),
        _read_invoice(view, payment),
        read_attempts(view, query, ATTEMPTS, payment.id),
        read_refunds(view, query, REFUNDS, payment.id),
        read_disputes(view, query, DISPUTES, payment.id),
    )
    return PaymentPage(
        payment=payment,
        amount=view.formats.money(payment.amount, payment.currency),
        customer=customer,
        customer_name="A guest" if customer is None else customer_title(customer),
        badges=payment_badges(payment),
        problems=list_problems(view, payment, disputes.rows),
        figures=list_figures(view.formats, payment),
        method=payment_method(payment.method_type, payment.method_brand, payment.method_last4),
        invoice=invoice,
        metadata=_list_metadata(view, payment, invoice),
        attempts=attempts,
        refunds=refunds,
        disputes=disputes,
    )


async def _read_customer(view: View, payment: PaymentIntent) -> Customer | None:
    return None if payment.customer_id is None else await view.context.loaders.load(CUSTOMER, payment.customer_id)


async def _read_invoice(view: View, payment: PaymentIntent) -> PaidInvoice | None:
    invoice = None if payment.invoice_id is None else await view.context.loaders.load(INVOICE, payment.invoice_id)
    return None if invoice is None else PaidInvoice(invoice, invoice_badge(invoice, view.context.now))


def _list_metadata(view: View, payment: PaymentIntent, paid: PaidInvoice | None) -> list[MetadataRow] | None:
    """By name."""
    if payment.extra is None:
        return None
    urls = {} if paid is None else {paid.invoice.id: view.invoice_url(paid.invoice.id)}
    return [MetadataRow(name, value, urls.get(value)) for name, value in sorted(payment.extra.items())]


show_payment = ObjectPage("payment", PAYMENT_INTENT, View.payment_url, PARAMETERS, _read).show
