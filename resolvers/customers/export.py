"""All customers that match a filter, read in chunks for an export file."""

from collections.abc import AsyncIterator

from models.billing.customer import Customer
from resolvers.context import RequestContext
from resolvers.customers.conditions import asks_for_facets, is_of_all
from resolvers.customers.customers import (
    ORDERS,
    CustomerFilter,
    CustomerOrder,
    check_asked,
    list_customers,
)
from resolvers.customers.faceted_parts import FacetedParts
from resolvers.customers.few import are_few
from resolvers.customers.list_rows import CustomerRow, list_customer_rows
from resolvers.customers.listed_customers import load_listed
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
    parts = await _parts_of(context, wanted, order, chunk)

    async def read(own: RequestContext, after: Position | None) -> Chunk[CustomerRow]:
        if parts is not None:
            part = await parts.read(after, chunk)
            customers = await _load(own, part.ids)
            return Chunk(await list_customer_rows(own, customers), part.next_after)
        page = await list_customers(own, wanted, order, PageRequest(chunk, after=after))
        rows = await list_customer_rows(own, page.rows)
        return Chunk(rows, ORDERS[order].position_of(page.rows[-1]) if page.has_next else None)

    return await read_chunks(context, read)


async def _parts_of(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, chunk: int
) -> FacetedParts | None:
    """What reads the list where it is one by facets, and not of few by name."""
    check_asked(context.viewer, wanted)
    given, values = wanted.given(), wanted.values()
    if not is_of_all(given) or not asks_for_facets(given):
        return None
    if order is CustomerOrder.NAME and await are_few(context.reads, given, values | {"page_limit": chunk}):
        return None
    return FacetedParts(context.reads, given, values, ORDERS[order])


async def _load(context: RequestContext, ids: list[str]) -> list[Customer]:
    """These customers in their order, but for those who are gone."""
    customers = await load_listed(context.reads, ids)
    context.loaders.remember(CUSTOMER, {row.id: row for row in customers})
    return customers
