"""All customers that match a filter, read in chunks for an export file."""

from collections.abc import AsyncIterator

from resolvers.context import RequestContext
from resolvers.customers.customers import ORDERS, CustomerFilter, CustomerOrder, list_customers
from resolvers.customers.list_rows import CustomerRow, list_customer_rows
from resolvers.paging.chunks import CHUNK, Chunk, read_chunks
from resolvers.paging.orders import Position
from resolvers.paging.page_requests import PageRequest


async def export_customers(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int = CHUNK
) -> AsyncIterator[list[CustomerRow]]:
    """The rows of every matching customer, in lists of up to `chunk`; each list costs a few statements.

    Errors of `list_customers` come before anything is sent. Customers added during the export cause no duplicates. In a
    list by name, a customer renamed during the export may be missing or appear twice. Rows are not kept in memory.
    """

    async def read(own: RequestContext, after: Position | None) -> Chunk[CustomerRow]:
        page = await list_customers(own, wanted, order, PageRequest(chunk, after=after))
        rows = await list_customer_rows(own, page.rows)
        return Chunk(rows, ORDERS[order].position_of(page.rows[-1]) if page.has_next else None)

    return await read_chunks(context, read)
