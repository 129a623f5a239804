"""An invoice as a row of a list."""

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.invoice.credits import Credit, list_credits
from dashboard.session.view import View
from dashboard.wording.badges import Badge, invoice_badge
from models.billing.invoice import Invoice, InvoiceStatus
from resolvers.invoices.links import pdf_url
from resolvers.payments.follow_ups import FollowUp


class InvoiceRow(NamedTuple):
    """An invoice and the texts of its row; `remaining` is set if it is partly paid, `tried` if that was in vain."""

    invoice: Invoice
    badge: Badge
    remaining: str | None
    tried: str | None
    credits: list[Credit]
    url: str | None


def make_invoice_row(view: View, invoice: Invoice, credit_notes: Sequence[FollowUp]) -> InvoiceRow:
    """The row, with the invoice's credit notes."""
    part = invoice.status is InvoiceStatus.OPEN and invoice.amount_remaining != invoice.total
    return InvoiceRow(
        invoice=invoice,
        badge=invoice_badge(invoice, view.context.now),
        remaining=view.formats.money(invoice.amount_remaining, invoice.currency) if part else None,
        tried=describe_attempts(view, invoice),
        credits=list_credits(view, invoice, credit_notes),
        url=pdf_url(invoice.id, invoice.status, view.context),
    )


def describe_attempts(view: View, invoice: Invoice) -> str | None:
    """How often it was tried to charge an open invoice in vain, and when next."""
    count = invoice.attempt_count
    if invoice.status is not InvoiceStatus.OPEN or not count or invoice.payment_processing:
        return None
    tried = "Tried once" if count == 1 else f"Tried {view.formats.number(count)} times"
    if invoice.next_attempt_at is None:
        return f"{tried}; no further attempt is planned"
    day = view.formats.day(invoice.next_attempt_at)
    is_over = invoice.next_attempt_at <= view.context.now
    return f"{tried}; {'the next attempt was due' if is_over else 'next attempt'} on {day}"
