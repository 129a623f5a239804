"""All customers that match a filter, read in chunks for an export file."""

from collections.abc import AsyncIterator

from models.billing.customer import Customer
from resolvers.context import RequestContext
from resolvers.customers.customers import list_customers
from resolvers.customers.customers_by_id import load_customers_by_id
from resolvers.customers.export.facet_chunks import FacetChunks
from resolvers.customers.filter.customer_filter import ORDERS, CustomerFilter, CustomerOrder, check_asked
from resolvers.customers.filter.facet_conditions import has_facet_parts, is_of_all_customers
from resolvers.customers.list_rows import CustomerRow, list_customer_rows
from resolvers.customers.lists.sort_or_scan import should_sort
from resolvers.paging.chunks import CHUNK, Chunk, read_chunks
from resolvers.paging.orders import Position
from resolvers.paging.page_requests import PageRequest
from resolvers.relations import CUSTOMER


async def export_customers(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int = CHUNK
) -> AsyncIterator[list[CustomerRow]]:
    """The rows of every matching customer, in lists of up to `chunk`; each list costs a few statements.

    Errors of `list_customers` come before anything is sent. Customers added during the export cause no duplicates. In a
    list by name, a customer renamed during the export may be missing or appear twice. Rows are not kept in memory.
    """
    facet_chunks = await _find_facet_chunks(context, wanted, order, chunk)

    async def read(own: RequestContext, after: Position | None) -> Chunk[CustomerRow]:
        if facet_chunks is not None:
            ids = await facet_chunks.read(after, chunk)
            customers = await _load(own, ids.ids)
            return Chunk(await list_customer_rows(own, customers), ids.next_after)
        page = await list_customers(own, wanted, order, PageRequest(chunk, after=after))
        rows = await list_customer_rows(own, page.rows)
        return Chunk(rows, ORDERS[order].position_of(page.rows[-1]) if page.has_next else None)

    return await read_chunks(context, read)


async def _find_facet_chunks(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int
) -> FacetChunks | None:
    """What reads a list that is filtered by facets; None where the list's own pages are read."""
    check_asked(context.viewer, wanted)
    given, values = wanted.given(), wanted.values()
    if not is_of_all_customers(given) or not has_facet_parts(given):
        return None
    if order is CustomerOrder.NAME and await should_sort(context.reads, given, values | {"page_limit": chunk}):
        return None
    return FacetChunks(context.reads, given, values, ORDERS[order])


async def _load(context: RequestContext, ids: list[str]) -> list[Customer]:
    """These customers in their order; those who are gone are left out."""
    customers = await load_customers_by_id(context.reads, ids)
    context.loaders.remember(CUSTOMER, {row.id: row for row in customers})
    return customers
