"""All customers of a search, for a file: chunk after chunk, however many there are."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import NamedTuple

from resolvers.context import RequestContext
from resolvers.customers.customers import ORDERS, CustomerFilter, CustomerOrder, list_customers
from resolvers.customers.list_rows import CustomerRow, list_customer_rows
from resolvers.paging.pages import PageRequest, Place

CHUNK = 500


class _Chunk(NamedTuple):
    rows: list[CustomerRow]
    next_after: Place | None


async def export_customers(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int = CHUNK
) -> AsyncIterator[list[CustomerRow]]:
    """The rows of every customer that matches, in lists of up to `chunk`; each list costs two statements.

    The first is read at once: what `list_customers` raises comes before anything is sent. Each customer comes
    once, whoever else is added meanwhile; one that is renamed meanwhile may be missed or met again in a list by
    name. Nothing that was read is kept.
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
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int, after: Place | None
) -> _Chunk:
    # Loaders of its own: those of the request would remember every customer.
    own = replace(context)
    page = await list_customers(own, wanted, order, PageRequest(chunk, after=after))
    rows = await list_customer_rows(own, page.rows)
    return _Chunk(rows, ORDERS[order].place(page.rows[-1]) if page.has_next else None)
