"""A customer's payments and invoices, read in chunks for an export file."""

from collections.abc import AsyncIterator
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple, TypeVar

from sqlmodel import SQLModel

from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent
from resolvers.context import RequestContext
from resolvers.has_many import HasMany
from resolvers.paging.orders import Position
from resolvers.paging.page_requests import PageRequest
from resolvers.relations import INVOICE, INVOICES_OF_CUSTOMER, PAYMENT_INTENTS_OF_CUSTOMER

CHUNK = 500
Model = TypeVar("Model", bound=SQLModel)
Statuses = tuple[StrEnum, ...] | None


class ExportedPayment(NamedTuple):
    """A payment, and the invoice that it pays; None without one, and where that is not known."""

    payment: PaymentIntent
    invoice: Invoice | None


async def export_payments(
    context: RequestContext, customer_id: str, statuses: Statuses
) -> AsyncIterator[list[ExportedPayment]]:
    """The customer's payments, newest first, in lists of up to CHUNK; each list costs two statements."""
    async for own, rows in _chunks(context, PAYMENT_INTENTS_OF_CUSTOMER, customer_id, statuses):
        ids = sorted({row.invoice_id for row in rows if row.invoice_id is not None})
        invoices = dict(zip(ids, await INVOICE.load(own.reads, own.now, ids), strict=True)) if ids else {}
        yield [ExportedPayment(row, invoices.get(row.invoice_id or "")) for row in rows]


async def export_invoices(
    context: RequestContext, customer_id: str, statuses: Statuses
) -> AsyncIterator[list[Invoice]]:
    """The customer's invoices, newest first, in lists of up to CHUNK; each list costs one statement."""
    async for _, rows in _chunks(context, INVOICES_OF_CUSTOMER, customer_id, statuses):
        yield rows


async def _chunks(
    context: RequestContext, relation: HasMany[Model], customer_id: str, statuses: Statuses
) -> AsyncIterator[tuple[RequestContext, list[Model]]]:
    after: Position | None = None
    while True:
        # With its own loaders: the request's would keep every row in memory.
        own = replace(context)
        [page] = await relation.page(PageRequest(CHUNK, after=after), statuses).load(own.reads, own.now, [customer_id])
        yield own, page.rows
        if not page.has_next:
            return
        after = relation.order.position_of(page.rows[-1])
