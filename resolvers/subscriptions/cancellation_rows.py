"""The rows of a list of cancellations, with whose they are and what was sold: a page of them, or all in chunks."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from models.billing.customer import Customer
from resolvers.context import RequestContext
from resolvers.customers.customers_by_id import load_customers_by_id
from resolvers.paging.chunks import CHUNK, Chunk, read_chunks
from resolvers.paging.orders import Position
from resolvers.paging.page_requests import PageRequest
from resolvers.subscriptions.cancellations import LATEST, Cancelled, Span, list_cancellations
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem


class CancellationRow(NamedTuple):
    """`customer` is None where only the id is known."""

    cancelled: Cancelled
    customer: Customer | None
    items: list[PlannedItem]


async def list_cancellation_rows(context: RequestContext, found: Sequence[Cancelled]) -> list[CancellationRow]:
    """A row for each in the given order, in two statements for any number of them."""
    if not found:
        return []
    items = await ITEMS_OF_SUBSCRIPTION.load(context.reads, context.now, [each.id for each in found])
    owners = await load_customers_by_id(context.reads, sorted({each.subscription.customer_id for each in found}))
    customers = {customer.id: customer for customer in owners}
    return [
        CancellationRow(each, customers.get(each.subscription.customer_id), sold)
        for each, sold in zip(found, items, strict=True)
    ]


async def export_cancellations(
    context: RequestContext, span: Span, chunk: int = CHUNK
) -> AsyncIterator[list[CancellationRow]]:
    """All of the span, the latest first, in lists of up to `chunk`; each list costs three statements."""

    async def read(own: RequestContext, after: Position | None) -> Chunk[CancellationRow]:
        page = await list_cancellations(own, span, PageRequest(chunk, after=after))
        rows = await list_cancellation_rows(own, page.rows)
        return Chunk(rows, LATEST.position_of(page.rows[-1]) if page.has_next else None)

    return await read_chunks(context, read)
