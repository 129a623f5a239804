"""A customer's payments and invoices, read in chunks for an export file."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import NamedTuple, TypeVar

from sqlmodel import SQLModel

from models.billing.invoice import Invoice
from models.billing.payment_intent import PaymentIntent
from resolvers.context import RequestContext
from resolvers.has_many import HasMany
from resolvers.paging.chunks import CHUNK, Chunk, read_chunks
from resolvers.paging.orders import Position
from resolvers.paging.page_requests import PageRequest
from resolvers.relations import INVOICE, INVOICES_OF_CUSTOMER, PAYMENT_INTENTS_OF_CUSTOMER

Model = TypeVar("Model", bound=SQLModel)
Statuses = tuple[StrEnum, ...] | None


class ExportedPayment(NamedTuple):
    """A payment, and the invoice that it pays; None without one, and where that is not known."""

    payment: PaymentIntent
    invoice: Invoice | None


async def export_payments(
    context: RequestContext, customer_id: str, statuses: Statuses, chunk: int = CHUNK
) -> AsyncIterator[list[ExportedPayment]]:
    """The customer's payments, newest first, in lists of up to `chunk`; each list costs two statements."""

    async def read(own: RequestContext, after: Position | None) -> Chunk[ExportedPayment]:
        found = await _read(own, PAYMENT_INTENTS_OF_CUSTOMER, customer_id, statuses, PageRequest(chunk, after=after))
        ids = sorted({row.invoice_id for row in found.rows if row.invoice_id is not None})
        invoices = dict(zip(ids, await INVOICE.load(own.reads, own.now, ids), strict=True)) if ids else {}
        rows = [ExportedPayment(row, invoices.get(row.invoice_id or "")) for row in found.rows]
        return Chunk(rows, found.next_after)

    return await read_chunks(context, read)


async def export_invoices(
    context: RequestContext, customer_id: str, statuses: Statuses, chunk: int = CHUNK
) -> AsyncIterator[list[Invoice]]:
    """The customer's invoices, newest first, in lists of up to `chunk`; each list costs one statement."""

    async def read(own: RequestContext, after: Position | None) -> Chunk[Invoice]:
        return await _read(own, INVOICES_OF_CUSTOMER, customer_id, statuses, PageRequest(chunk, after=after))

    return await read_chunks(context, read)


async def _read(
    own: RequestContext, relation: HasMany[Model], customer_id: str, statuses: Statuses, request: PageRequest
) -> Chunk[Model]:
    [page] = await relation.page(request, statuses).load(own.reads, own.now, [customer_id])
    return Chunk(page.rows, relation.order.position_of(page.rows[-1]) if page.has_next else None)
