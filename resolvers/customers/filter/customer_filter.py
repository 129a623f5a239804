"""The filter of a customer list, its orders, and who may ask for what."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.access.viewer import Viewer
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.search.entries import pair_text
from models.search.search_terms import read_terms
from models.summaries.facets import INVOICE_FACETS, OVERDUE, RISK_FACETS, SUBSCRIPTION_FACETS, Risk, all_of
from models.values.instant import Instant
from resolvers.customers.filter.customer_conditions import CONDITIONS
from resolvers.customers.filter.facet_conditions import FilterParts
from resolvers.customers.filter.time_spans import split_range
from resolvers.errors import BadInput, Forbidden
from resolvers.paging.orders import BY_NAME, NEWEST, OLDEST, Order
from resolvers.search.search_shape import Search, Stage, having_metadata

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

    def find_metadata(self) -> Stage | None:
        """What finds those who have all metadata; None where none is asked for."""
        return having_metadata(self._texts_of_metadata()) if self.metadata else None

    def given(self) -> tuple[str, ...]:
        """The parts that are given: what the SQL text depends on."""
        names = (name for name in ("searched", *CONDITIONS) if getattr(self, name) is not None)
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
        return split_range(self.created_from, self.created_before).values()


def without(part: str, given: FilterParts) -> tuple[str, ...]:
    """The other parts of a filter, beside this one that finds customers."""
    return tuple(name for name in given if name != part)


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
