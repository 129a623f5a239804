"""All customers that match a filter, read in chunks for an export file."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import NamedTuple

from resolvers.context import RequestContext
from resolvers.customers.customers import ORDERS, CustomerFilter, CustomerOrder, list_customers
from resolvers.customers.list_rows import CustomerRow, list_customer_rows
from resolvers.paging.orders import Position
from resolvers.paging.page_requests import PageRequest

CHUNK = 500


class _Chunk(NamedTuple):
    rows: list[CustomerRow]
    next_after: Position | None


async def export_customers(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int = CHUNK
) -> AsyncIterator[list[CustomerRow]]:
    """The rows of every matching customer, in lists of up to `chunk`; each list costs a few statements.

    The first list is read before this returns, so errors of `list_customers` come before anything is sent.
    Customers added during the export cause no duplicates. In a list by name, a customer renamed during the
    export may be missing or appear twice. Rows are not kept in memory.
    """
    return _chunks(context, wanted, order, chunk, await _read_chunk(context, wanted, order, chunk, None))


async def _chunks(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int, current: _Chunk
) -> AsyncIterator[list[CustomerRow]]:
    yield current.rows
    while current.next_after is not None:
        current = await _read_chunk(context, wanted, order, chunk, current.next_after)
        yield current.rows


async def _read_chunk(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int, after: Position | None
) -> _Chunk:
    # With its own loaders: the request's would keep every customer in memory.
    own = replace(context)
    page = await list_customers(own, wanted, order, PageRequest(chunk, after=after))
    rows = await list_customer_rows(own, page.rows)
    return _Chunk(rows, ORDERS[order].position_of(page.rows[-1]) if page.has_next else None)
