"""The sections of payments and of invoices, each row with what followed on it."""

import asyncio
from collections.abc import Sequence

from sqlmodel import SQLModel

from dashboard.customer.invoice_rows import InvoiceRow, make_invoice_row
from dashboard.customer.payment_rows import PaymentRow, make_payment_row
from dashboard.customer.sections import Section, make_section, read_section_page
from dashboard.page.query import Query
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
    # Both pages are read before, so that one statement reads what followed on all.
    of_payments, of_invoices = await asyncio.gather(_follow(view, payments.rows), _follow(view, invoices.rows))
    paid = [make_payment_row(view, *each) for each in zip(payments.rows, of_payments, strict=True)]
    billed = [make_invoice_row(view, *each) for each in zip(invoices.rows, of_invoices, strict=True)]
    return (
        make_section(query, PAYMENTS, paid, payment_pages, PAYMENT_BADGES),
        make_section(query, INVOICES, billed, invoice_pages, INVOICE_BADGES),
    )


async def _follow(view: View, rows: Sequence[SQLModel]) -> list[list[FollowUp]]:
    load = view.context.loaders.load
    return list(await asyncio.gather(*(load(FOLLOW_UPS, row.id) for row in rows)))  # type: ignore[attr-defined]
