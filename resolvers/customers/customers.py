"""The list of customers: search, filter, order and pages."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from models.access.viewer import Viewer
from models.billing.customer import Customer
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.hydration import hydrate
from models.scoped import column_names
from models.search.entries import pair_text
from models.search.search_terms import read_terms
from models.summaries.facets import INVOICE_FACETS, OVERDUE, RISK_FACETS, SUBSCRIPTION_FACETS, Risk, all_of
from models.values.instant import Instant
from resolvers.batches import Columns
from resolvers.context import RequestContext
from resolvers.customers.clauses import CLAUSES
from resolvers.customers.counted_searches import count_found
from resolvers.customers.faceted_lists import page_of_few
from resolvers.customers.few import are_few
from resolvers.customers.found_customers import read_found, read_found_in_order
from resolvers.customers.found_statements import count_of_all
from resolvers.customers.list_statements import customer_count, customer_page
from resolvers.customers.nearest_bounds import nearest_bounds
from resolvers.customers.search_stages import find_stage
from resolvers.customers.spans import cut_range
from resolvers.errors import BadInput, Forbidden
from resolvers.paging.orders import BY_NAME, NEWEST, OLDEST, Order
from resolvers.paging.page_requests import PageRequest
from resolvers.paging.pages import Page, cut_page
from resolvers.reads import Reads
from resolvers.relations import CUSTOMER
from resolvers.search.search_shape import Search, Staged, having_metadata
from storage.statement import Row

CUSTOMERS = "customers"
# The key for a batch that loads only one value.
WHOLE_LIST = ""
MAX_SEARCH_LENGTH = 200
# Each is a list to meet with the others: a statement for a thousand took seconds to write.
MAX_METADATA = 10


class CustomerOrder(StrEnum):
    """The orders of a customer list; RELEVANCE is of a search alone."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    NAME = "NAME"
    RELEVANCE = "RELEVANCE"


ORDERS: dict[CustomerOrder, Order] = {
    CustomerOrder.NEWEST: NEWEST,
    CustomerOrder.OLDEST: OLDEST,
    CustomerOrder.NAME: BY_NAME,
    CustomerOrder.RELEVANCE: Order("relevance", NEWEST.columns, descending=True),
}


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """A customer must match all parts that are given. What a search finds is told in `models.search`."""

    search: str | None = None
    subscription_status: tuple[SubscriptionStatus, ...] | None = None
    invoice_status: tuple[InvoiceStatus, ...] | None = None
    overdue: bool | None = None
    created_from: Instant | None = None
    created_before: Instant | None = None
    metadata: tuple[tuple[str, str], ...] | None = None
    at_risk: bool | None = None
    risk: tuple[Risk, ...] | None = None

    @property
    def searched(self) -> str | None:
        """The search text without surrounding space; None for a blank one, which matches every customer."""
        return (self.search or "").strip() or None

    @property
    def order(self) -> CustomerOrder:
        """The order in which a list comes unless another one is asked for."""
        return CustomerOrder.NEWEST if self.searched is None else CustomerOrder.RELEVANCE

    def find(self) -> Search | None:
        """The search; None for a text that finds nobody."""
        terms = read_terms(self.search or "")
        return None if terms is None else Search(terms)

    def find_metadata(self) -> Staged | None:
        """What finds those who have all metadata; None where none is asked for."""
        return having_metadata(self._texts_of_metadata()) if self.metadata else None

    def given(self) -> tuple[str, ...]:
        """The parts that are given: what the SQL text depends on."""
        names = (name for name in ("searched", *CLAUSES) if getattr(self, name) is not None)
        # Everybody has all of no metadata.
        return tuple(name for name in names if name != "metadata" or self.metadata)

    def values(self) -> dict[str, Any]:
        """The values of the statement's parameters, but for the search and the time."""
        texts = self._texts_of_metadata()
        return {
            "metadata_texts": texts,
            "metadata_count": len(texts),
            "subscription_facets": all_of(SUBSCRIPTION_FACETS[each] for each in self.subscription_status or ()),
            "invoice_facets": all_of(INVOICE_FACETS[each] for each in self.invoice_status or ()),
            "overdue_facets": OVERDUE if self.overdue else 0,
            "at_risk": int(self.at_risk or False),
            "risk_facets": all_of(RISK_FACETS[each] for each in self.risk or ()),
            "created_from": self.created_from,
            "created_before": self.created_before,
        } | self._range_values()

    def _texts_of_metadata(self) -> list[str]:
        return sorted({pair_text(key, value) for key, value in self.metadata or ()})

    def _range_values(self) -> dict[str, int]:
        if self.created_from is None and self.created_before is None:
            return {}
        return cut_range(self.created_from, self.created_before).values()


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
            if self.order is CustomerOrder.RELEVANCE:
                return await read_found(reads, fetch, search, columns, without("searched", given), request, bound)
            stage, others = await find_stage(reads, search), without("searched", given)
            return await read_found_in_order(reads, fetch, stage, columns, others, order, request, bound)
        if (having := wanted.find_metadata()) is not None:
            others = without("metadata", given)
            return await read_found_in_order(reads, fetch, having, columns, others, order, request, bound)
        given, sides = nearest_bounds(order, given, request.sides, bound)
        if order is BY_NAME and await are_few(reads, given, bound):
            few: list[Row] = await fetch(page_of_few, columns, given, order, request.backward, sides, **bound)
            return few
        rows: list[Row] = await fetch(customer_page, columns, given, order, request.backward, sides, **bound)
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
            return [0 if search is None else await count_found(reads, search, without("searched", given), values)]
        having = wanted.find_metadata()
        if having is None:
            rows = await reads.fetch(customer_count, given, **values)
        else:
            rows = await reads.fetch(count_of_all, having.shape, without("metadata", given), **values | having.values)
        return [rows[0][0]]


def without(part: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """The other parts of a filter, beside this one that finds customers."""
    return tuple(name for name in given if name != part)


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


def order_of(wanted: CustomerFilter, asked: CustomerOrder | None) -> CustomerOrder:
    """The order that is asked for, or else the filter's own; raises BadInput for RELEVANCE without a search."""
    if asked is CustomerOrder.RELEVANCE and wanted.searched is None:
        raise BadInput("The order RELEVANCE is of a search: without one there is none.")
    return asked or wanted.order


def check_asked(viewer: Viewer, wanted: CustomerFilter) -> None:
    """Raises Forbidden for who can't list customers, and BadInput for a filter that asks too much."""
    if not viewer.may_list:
        raise Forbidden("A customer's token can't list customers.")
    if wanted.search is not None and len(wanted.search) > MAX_SEARCH_LENGTH:
        raise BadInput(f"'search' is longer than {MAX_SEARCH_LENGTH} characters.")
    if wanted.metadata is not None and len(wanted.metadata) > MAX_METADATA:
        raise BadInput(f"'metadata' has more than {MAX_METADATA} entries.")
