"""The list of customers and its count: as batches, and as pages for one caller."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.billing.customer import Customer
from models.hydration import hydrate
from models.scoped import column_names
from models.values.instant import Instant
from resolvers.batches import Columns
from resolvers.context import RequestContext
from resolvers.customers.filter.customer_filter import (
    ORDERS,
    CustomerFilter,
    CustomerOrder,
    check_asked,
    order_of,
    without,
)
from resolvers.customers.lists.facet_pages import sorted_page
from resolvers.customers.lists.redundant_bounds import drop_redundant_bounds
from resolvers.customers.lists.sort_or_scan import should_sort
from resolvers.customers.lists.statements import customer_count, customer_page
from resolvers.customers.search_results.counts import count_results
from resolvers.customers.search_results.page_query import PageQuery
from resolvers.customers.search_results.pages import read_ordered_page, read_ranked_page
from resolvers.customers.search_results.stages import find_stage
from resolvers.customers.search_results.statements import total_count
from resolvers.paging.orders import BY_NAME
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page, cut_page
from resolvers.reads import Reads
from resolvers.relations import CUSTOMER
from storage.statement import Row

CUSTOMERS = "customers"
# The key for a batch that loads only one value.
WHOLE_LIST = ""


@dataclass(frozen=True)
class PageOfCustomers:
    """The batch that loads one page of matching customers; its only key is `WHOLE_LIST`."""

    wanted: CustomerFilter
    order: CustomerOrder
    request: PageRequest

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Page[Customer]]:
        """One page; raises Forbidden, and BadInput for a search or metadata that are too long."""
        rows = await self._fetch(reads, reads.fetch, now, tuple(column_names(Customer)), self.request.values())
        return [cut_page(hydrate(Customer, rows), self.request)]

    async def read(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, Page[Row]]:
        """The same page with only these columns, as they are stored."""
        rows = await self._fetch(reads, reads.fetch_stored, now, columns, self.request.values())
        return dict.fromkeys(keys, cut_page(rows, self.request))

    async def read_rows(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, list[Row]]:
        """Only the rows of the page, without reading whether more follow."""
        rows = await self._fetch(reads, reads.fetch_stored, now, columns, self.request.exact_values())
        return dict.fromkeys(keys, self.request.in_order(rows))

    @cached_property
    def _values(self) -> dict[str, Any]:
        return self.wanted.values()

    @cached_property
    def _given(self) -> tuple[str, ...]:
        return self.wanted.given()

    async def _fetch(
        self, reads: Reads, fetch: Any, now: Instant, columns: Columns, values: dict[str, Any]
    ) -> list[Row]:
        wanted, request = self.wanted, self.request
        check_asked(reads.viewer, wanted)
        bound, given, order = {**self._values, **values, "now": now}, self._given, ORDERS[self.order]
        if wanted.searched is not None:
            search = wanted.find()
            if search is None:
                return []
            query = PageQuery(reads, fetch, columns, without("searched", given), request, bound)
            if self.order is CustomerOrder.RELEVANCE:
                return await read_ranked_page(query, search)
            return await read_ordered_page(query, await find_stage(reads, search), order)
        if (having := wanted.find_metadata()) is not None:
            query = PageQuery(reads, fetch, columns, without("metadata", given), request, bound)
            return await read_ordered_page(query, having, order)
        given, sides = drop_redundant_bounds(order, given, request.sides, bound)
        is_sorted = order is BY_NAME and await should_sort(reads, given, bound)
        statement = sorted_page if is_sorted else customer_page
        rows: list[Row] = await fetch(statement, columns, given, order, request.backward, sides, **bound)
        return rows


@dataclass(frozen=True)
class CountOfCustomers:
    """The batch that counts matching customers; its only key is `WHOLE_LIST`."""

    wanted: CustomerFilter

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[int]:
        """One count, of a search perhaps an Estimate; raises Forbidden, and BadInput for a filter that can't be."""
        wanted = self.wanted
        check_asked(reads.viewer, wanted)
        given, values = wanted.given(), {**wanted.values(), "now": now}
        if wanted.searched is not None:
            search = wanted.find()
            return [0 if search is None else await count_results(reads, search, without("searched", given), values)]
        having = wanted.find_metadata()
        if having is None:
            rows = await reads.fetch(customer_count, given, **values)
        else:
            rows = await reads.fetch(total_count, having.shape, without("metadata", given), **values | having.values)
        return [rows[0][0]]


async def list_customers(
    context: RequestContext, wanted: CustomerFilter, order: CustomerOrder, request: PageRequest
) -> Page[Customer]:
    """One page of the customers that match; raises Forbidden, and BadInput for an order or a filter that can't be."""
    page = await context.loaders.load(PageOfCustomers(wanted, order_of(wanted, order), request), WHOLE_LIST)
    context.loaders.remember(CUSTOMER, {row.id: row for row in page.rows})
    return page


async def count_customers(context: RequestContext, wanted: CustomerFilter) -> int:
    """How many customers match; raises as `list_customers` does."""
    return await context.loaders.load(CountOfCustomers(wanted), WHOLE_LIST)
