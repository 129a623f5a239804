"""An invoice's page: what it charges and comes to, its payments and credit notes, and its files."""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from dashboard.invoice.credits import Credit, list_credits
from dashboard.invoice.files import FRAMES_OWN_FILES, Files, find_files
from dashboard.invoice.invoice_rows import describe_attempts
from dashboard.invoice.lines import LineSection, read_lines
from dashboard.invoice.references import References, find_references
from dashboard.invoice.sums import Shown, SumRow, list_sums
from dashboard.page.paging import AFTER, BEFORE, Pages, read_rows
from dashboard.page.query import Query
from dashboard.payment.payment_rows import PaymentRow, make_payment_row
from dashboard.session.object_page import ObjectPage
from dashboard.session.view import View
from dashboard.wording.badges import Badge, invoice_badge
from dashboard.wording.names import customer_title
from models.billing.customer import Customer
from models.billing.invoice import Invoice, InvoiceStatus
from resolvers.invoices.issued_invoices import ISSUED_INVOICES, IssuedInvoice
from resolvers.invoices.tax_rates_of_invoices import RATES_OF_INVOICES, RATES_OF_LINES
from resolvers.payments.follow_ups import FOLLOW_UPS
from resolvers.relations import CUSTOMER, INVOICE, PAYMENT_INTENTS_OF_INVOICE

LINES, PAYMENTS = "lines", "payments"
PARAMETERS = frozenset(f"{name}_{side}" for name in (LINES, PAYMENTS) for side in (AFTER, BEFORE))


class PaymentSection(NamedTuple):
    """A page of payments, the newest first."""

    rows: list[PaymentRow]
    pages: Pages


class InvoicePage(NamedTuple):
    """What the page shows; `tried` tells of a charge in vain, and `no_payments` why there are none."""

    invoice: Invoice
    name: str
    customer_name: str
    badge: Badge
    tried: str | None
    lines: LineSection
    sums: list[SumRow]
    payments: PaymentSection
    no_payments: str
    credits: list[Credit]
    references: References
    files: Files


async def _read(view: View, query: Query, invoice: Invoice) -> InvoicePage:
    issued, (payments, credits_) = await asyncio.gather(
        view.context.loaders.load(ISSUED_INVOICES, invoice.id), _read_money(view, query, invoice)
    )
    customer, rates, references = await asyncio.gather(
        _read_customer(view, invoice, issued), _read_rates(view, invoice, issued), find_references(view, invoice)
    )
    return InvoicePage(
        invoice=invoice,
        name=invoice.name,
        customer_name=invoice.customer_id if customer is None else customer_title(customer),
        badge=invoice_badge(invoice, view.context.now),
        tried=describe_attempts(view, invoice),
        lines=await read_lines(view, query, LINES, invoice.id, rates),
        sums=list_sums(view.formats, invoice, rates),
        payments=payments,
        no_payments=_describe_no_payments(invoice),
        credits=credits_,
        references=references,
        files=find_files(view, invoice, issued),
    )


def _describe_no_payments(invoice: Invoice) -> str:
    """What is told where no payment of it is known."""
    if invoice.amount_paid:
        return "It was paid outside the platform, or its payments are not known here."
    if invoice.status in (InvoiceStatus.DRAFT, InvoiceStatus.OPEN):
        return "No payments yet."
    if invoice.status is not InvoiceStatus.PAID:
        return "No payments."
    return "It was settled without a payment." if invoice.total > 0 else "Nothing was to be paid."


async def _read_money(view: View, query: Query, invoice: Invoice) -> tuple[PaymentSection, list[Credit]]:
    context = view.context
    page, pages = await read_rows(context, query, PAYMENTS, PAYMENT_INTENTS_OF_INVOICE, invoice.id)
    ids = [invoice.id, *(payment.id for payment in page.rows)]
    notes, *followed = await FOLLOW_UPS.load(context.reads, context.now, ids)
    rows = [make_payment_row(view, payment, each) for payment, each in zip(page.rows, followed, strict=True)]
    return PaymentSection(rows, pages), list_credits(view, invoice, notes)


async def _read_customer(view: View, invoice: Invoice, issued: IssuedInvoice | None) -> Customer | None:
    return await view.context.loaders.load(CUSTOMER, invoice.customer_id) if issued is None else issued.customer


async def _read_rates(view: View, invoice: Invoice, issued: IssuedInvoice | None) -> Mapping[str, Shown]:
    if issued is not None:
        return issued.rates
    of_lines, of_invoice = await asyncio.gather(
        *(view.context.loaders.load(batch, invoice.id) for batch in (RATES_OF_LINES, RATES_OF_INVOICES))
    )
    return of_lines | of_invoice


show_invoice = ObjectPage("invoice", INVOICE, View.invoice_url, PARAMETERS, _read, FRAMES_OWN_FILES).show
