"""The sections of a customer's page that have pages: payments and invoices, each with a filter, and activity."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from sqlmodel import SQLModel

from dashboard.page.paging import AFTER, BEFORE, Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import (
    ACTIVITY_TONES,
    INVOICE_BADGES,
    PAYMENT_BADGES,
    Badge,
    Tone,
    invoice_badge,
    payment_badges,
)
from dashboard.wording.names import payment_method
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.payment_failure import failure_reason
from models.billing.payment_intent import PaymentIntent
from resolvers.activity.activity import Activity
from resolvers.activity.timeline import ACTIVITY_OF_CUSTOMER
from resolvers.has_many import HasMany, PageOf
from resolvers.invoices.links import pdf_url
from resolvers.paging.cursors import Cursors
from resolvers.paging.pages import Page
from resolvers.relations import INVOICE, INVOICES_OF_CUSTOMER, PAYMENT_INTENTS_OF_CUSTOMER

Row = TypeVar("Row")
Model = TypeVar("Model", bound=SQLModel)

PAYMENTS, INVOICES, ACTIVITY = "payments", "invoices", "activity"


@dataclass(frozen=True, slots=True)
class Section(Generic[Row]):
    """A page of rows. `choices` are the statuses to filter by, `others` the parameters that the filter keeps."""

    name: str
    rows: list[Row]
    pages: Pages
    status: str
    choices: list[tuple[str, str]]
    others: list[tuple[str, str]]


class PaymentRow(NamedTuple):
    """A payment and the texts of its row; `parts` tell where not all of its amount came in, or stayed."""

    payment: PaymentIntent
    badges: list[Badge]
    parts: list[str]
    failure: str | None
    method: str | None
    invoice_number: str | None


class ActivityRow(NamedTuple):
    """A timeline entry, its tone, and its reason unless the summary contains it."""

    activity: Activity
    tone: Tone
    why: str | None


class ActivitySection(NamedTuple):
    """A page of timeline entries."""

    rows: list[ActivityRow]
    pages: Pages


class InvoiceRow(NamedTuple):
    """An invoice and the texts of its row; `remaining` is set if it is partly paid."""

    invoice: Invoice
    badge: Badge
    remaining: str | None
    url: str | None


def section_parameters(name: str) -> frozenset[str]:
    """The URL parameters of a section: its status and its cursors."""
    return frozenset({name, f"{name}_{AFTER}", f"{name}_{BEFORE}"})


async def read_payments(view: View, query: Query, customer_id: str) -> Section[PaymentRow]:
    """A page of the customer's payments; raises BadInput."""
    page, pages = await _read(view, query, PAYMENTS, PAYMENT_INTENTS_OF_CUSTOMER, customer_id)
    rows = await asyncio.gather(*(_payment_row(view, payment) for payment in page.rows))
    return _section(query, PAYMENTS, list(rows), pages, PAYMENT_BADGES)


async def read_invoices(view: View, query: Query, customer_id: str) -> Section[InvoiceRow]:
    """A page of the customer's invoices; raises BadInput."""
    page, pages = await _read(view, query, INVOICES, INVOICES_OF_CUSTOMER, customer_id)
    rows = [_invoice_row(view, invoice) for invoice in page.rows]
    return _section(query, INVOICES, rows, pages, INVOICE_BADGES)


async def read_activity(view: View, query: Query, customer_id: str) -> ActivitySection:
    """A page of the customer's timeline; raises BadInput."""
    cursors = Cursors.of(view.viewer, ACTIVITY_OF_CUSTOMER.name, ACTIVITY_OF_CUSTOMER.order)
    wanted = ACTIVITY_OF_CUSTOMER.page(read_page(query, cursors, Activity, f"{ACTIVITY}_"))
    page = await view.context.loaders.load(wanted, customer_id)
    rows = [_activity_row(activity) for activity in page.rows]
    return ActivitySection(rows, link_pages(query, cursors, page, f"{ACTIVITY}_", ACTIVITY))


async def _read(
    view: View, query: Query, name: str, relation: HasMany[Model], customer_id: str
) -> tuple[Page[Model], Pages]:
    assert relation.status is not None  # noqa: S101
    status = query.choice(name, relation.status)
    cursors = Cursors.of(view.context.viewer, relation.name, relation.order)
    wanted = PageOf(
        relation, read_page(query, cursors, relation.child, f"{name}_"), None if status is None else (status,)
    )
    page = await view.context.loaders.load(wanted, customer_id)
    return page, link_pages(query, cursors, page, f"{name}_", name)


def _section(query: Query, name: str, rows: list[Row], pages: Pages, badges: Mapping[Any, Badge]) -> Section[Row]:
    own = section_parameters(name)
    return Section(
        name=name,
        rows=rows,
        pages=pages,
        status=query.get(name),
        choices=[(_value_of(status), badge.text) for status, badge in badges.items()],
        others=[(other, value) for other, value in query.values.items() if other not in own],
    )


def _value_of(status: StrEnum) -> str:
    return status.value


async def _payment_row(view: View, payment: PaymentIntent) -> PaymentRow:
    invoice = None if payment.invoice_id is None else await view.context.loaders.load(INVOICE, payment.invoice_id)
    return PaymentRow(
        payment=payment,
        badges=payment_badges(payment),
        parts=_payment_parts(view, payment),
        failure=failure_reason(payment.failure_code, payment.failure_message),
        method=payment_method(payment),
        invoice_number=None if invoice is None else invoice.number or invoice.id,
    )


def _payment_parts(view: View, payment: PaymentIntent) -> list[str]:
    parts = [
        (payment.amount_received, "received", payment.amount_received not in (0, payment.amount)),
        (payment.amount_refunded, "refunded", payment.amount_refunded > 0),
        (payment.amount_disputed, "disputed", payment.amount_disputed > 0),
    ]
    return [f"{view.formats.money(amount, payment.currency)} {what}" for amount, what, is_told in parts if is_told]


def _activity_row(activity: Activity) -> ActivityRow:
    reason = activity.reason or ""
    is_in_summary = reason.rstrip(".").casefold() in activity.summary.casefold()
    return ActivityRow(activity, ACTIVITY_TONES.get(activity.kind, Tone.PAST), None if is_in_summary else reason)


def _invoice_row(view: View, invoice: Invoice) -> InvoiceRow:
    part = invoice.status is InvoiceStatus.OPEN and invoice.amount_remaining != invoice.total
    return InvoiceRow(
        invoice=invoice,
        badge=invoice_badge(invoice, view.context.now),
        remaining=view.formats.money(invoice.amount_remaining, invoice.currency) if part else None,
        url=pdf_url(invoice.id, invoice.status, view.context),
    )
