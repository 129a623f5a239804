"""The sections of payments and of invoices, each row with what followed on it."""

import asyncio

from dashboard.customer.sections import Section, make_section, read_section_page
from dashboard.invoice.invoice_rows import InvoiceRow, make_invoice_row
from dashboard.page.query import Query
from dashboard.payment.payment_rows import PaymentRow, make_payment_row
from dashboard.session.view import View
from dashboard.wording.badges import INVOICE_BADGES, PAYMENT_BADGES
from resolvers.payments.follow_ups import FOLLOW_UPS, FollowUp
from resolvers.relations import INVOICES_OF_CUSTOMER, PAYMENT_INTENTS_OF_CUSTOMER

PAYMENTS, INVOICES = "payments", "invoices"


async def read_payments_and_invoices(
    view: View, query: Query, customer_id: str
) -> tuple[Section[PaymentRow], Section[InvoiceRow]]:
    """A page of each; raises BadInput."""
    (payments, payment_pages), (invoices, invoice_pages) = await asyncio.gather(
        read_section_page(view, query, PAYMENTS, PAYMENT_INTENTS_OF_CUSTOMER, customer_id),
        read_section_page(view, query, INVOICES, INVOICES_OF_CUSTOMER, customer_id),
    )
    followed = await _read_follow_ups(view, [row.id for row in (*payments.rows, *invoices.rows)])
    paid = [make_payment_row(view, row, followed[row.id]) for row in payments.rows]
    billed = [make_invoice_row(view, row, followed[row.id]) for row in invoices.rows]
    return (
        make_section(query, PAYMENTS, paid, payment_pages, PAYMENT_BADGES),
        make_section(query, INVOICES, billed, invoice_pages, INVOICE_BADGES),
    )


async def _read_follow_ups(view: View, ids: list[str]) -> dict[str, list[FollowUp]]:
    """In one statement for all: a task for each row would cost more than that."""
    context = view.context
    found = await FOLLOW_UPS.load(context.reads, context.now, ids) if ids else []
    return dict(zip(ids, found, strict=True))
