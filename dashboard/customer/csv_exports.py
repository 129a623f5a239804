"""A customer's payments and invoices as CSV files, as the section of the page is narrowed."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.csv.csv_file import csv_file, text_cell, time_cell
from dashboard.customer.payments_and_invoices import INVOICES, PAYMENTS
from dashboard.page.error_pages import error_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.session.view_errors import not_found
from dashboard.wording.badges import PAYMENT_BADGES, invoice_badge
from dashboard.wording.names import payment_method
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.payment_failure import failure_reason
from models.billing.payment_intent import PaymentIntentStatus
from models.values.instant import Instant
from models.values.money import decimal_text
from resolvers.customers.export.payments_and_invoices import ExportedPayment, export_invoices, export_payments
from resolvers.errors import BadInput
from resolvers.relations import CUSTOMER

PAYMENT_COLUMNS = (
    "Id",
    "Created",
    "Status",
    "Currency",
    "Amount",
    "Received",
    "Refunded",
    "Disputed",
    "Paid with",
    "Failure",
    "Description",
    "Invoice",
    "Invoice id",
)
INVOICE_COLUMNS = (
    "Id",
    "Number",
    "Status",
    "Currency",
    "Subtotal",
    "Tax",
    "Total",
    "Paid",
    "Credited",
    "To pay",
    "Created",
    "Issued",
    "Due",
    "Paid at",
    "Subscription id",
    "Description",
)


async def export_payments_csv(request: Request[Any], view: View) -> Response:
    """The payments; times are RFC 3339 in UTC, amounts plain decimals of the row's currency."""
    return await _export(request, view, PAYMENTS)


async def export_invoices_csv(request: Request[Any], view: View) -> Response:
    """The invoices, likewise."""
    return await _export(request, view, INVOICES)


async def _export(request: Request[Any], view: View, section: str) -> Response:
    customer = await view.context.loaders.load(CUSTOMER, request.path_params["customer_id"])
    if customer is None:
        return not_found(view, "customer")
    query = Query.read(view.customer_url(customer.id), request.query_params, frozenset({section}))
    try:
        if section == PAYMENTS:
            paid = query.choice(section, PaymentIntentStatus)
            payments = await export_payments(view.context, customer.id, None if paid is None else (paid,))
            return csv_file(request, view, "payments", PAYMENT_COLUMNS, _payment_rows(payments))
        billed = query.choice(section, InvoiceStatus)
        invoices = await export_invoices(view.context, customer.id, None if billed is None else (billed,))
        return csv_file(request, view, "invoices", INVOICE_COLUMNS, _invoice_rows(invoices, view.context.now))
    except BadInput as problem:
        return error_page(400, "This list can’t be exported", str(problem), view=view)


async def _payment_rows(
    chunks: AsyncIterator[list[ExportedPayment]],
) -> AsyncIterator[Iterator[Sequence[str]]]:
    async for rows in chunks:
        yield map(_payment_cells, rows)


async def _invoice_rows(chunks: AsyncIterator[list[Invoice]], now: Instant) -> AsyncIterator[Iterator[Sequence[str]]]:
    async for rows in chunks:
        yield (_invoice_cells(row, now) for row in rows)


def _payment_cells(row: ExportedPayment) -> Sequence[str]:
    payment, currency = row.payment, row.payment.currency
    amounts = (payment.amount, payment.amount_received, payment.amount_refunded, payment.amount_disputed)
    return (
        text_cell(payment.id),
        time_cell(payment.created_at),
        PAYMENT_BADGES[payment.status].text,
        currency,
        *(decimal_text(amount, currency) for amount in amounts),
        text_cell(payment_method(payment.method_type, payment.method_brand, payment.method_last4)),
        text_cell(failure_reason(payment.failure_code, payment.failure_message)),
        text_cell(payment.description),
        text_cell(None if row.invoice is None else row.invoice.number),
        text_cell(payment.invoice_id),
    )


def _invoice_cells(invoice: Invoice, now: Instant) -> Sequence[str]:
    paid, credited, to_pay = invoice.amount_paid, invoice.amount_credited, invoice.to_pay
    amounts = (invoice.subtotal, invoice.tax, invoice.total, paid, credited, to_pay)
    return (
        text_cell(invoice.id),
        text_cell(invoice.number),
        invoice_badge(invoice, now).text,
        invoice.currency,
        *(decimal_text(amount, invoice.currency) for amount in amounts),
        time_cell(invoice.created_at),
        time_cell(invoice.issued_at),
        time_cell(invoice.due_at),
        time_cell(invoice.paid_at),
        text_cell(invoice.subscription_id),
        text_cell(invoice.description),
    )
