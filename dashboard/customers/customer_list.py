"""The list of customers: search, filters, order and pages. Its whole state is in the URL."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from dashboard.page.formats import Formats
from dashboard.page.html import html_page
from dashboard.page.paging import AFTER, BEFORE, Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import CUSTOMER_BADGES, SUBSCRIPTION_BADGES, Badge
from dashboard.wording.matches import describe_match
from dashboard.wording.names import customer_title, plan_name
from models.billing.customer import Customer
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.search.search_match import SearchMatch
from models.values.instant import Instant
from resolvers.customers.customers import CUSTOMERS, ORDERS, CustomerFilter, CustomerOrder, list_customers
from resolvers.customers.list_rows import CustomerRow, list_customer_rows
from resolvers.errors import BadInput
from resolvers.paging.cursors import Cursors
from resolvers.search.matches import list_matches

PARAMETERS = frozenset({"search", "subscriptions", "invoices", "risk", "from", "to", "order", AFTER, BEFORE})


# The texts of the links to the previous and next page.
_LINK_TEXTS = {
    CustomerOrder.NEWEST: ("← Newer", "Older →"),
    CustomerOrder.OLDEST: ("← Older", "Newer →"),
    CustomerOrder.NAME: ("← Previous", "Next →"),
    CustomerOrder.RELEVANCE: ("← Previous", "Next →"),
}


class InvoiceChoice(StrEnum):
    """The filter by invoices: customers with an open or an overdue one."""

    OPEN = "open"
    OVERDUE = "overdue"


class RiskChoice(StrEnum):
    """The filter by what is at risk: customers of whom something is, or of whom nothing is."""

    AT_RISK = "yes"
    NOT_AT_RISK = "no"


@dataclass(frozen=True, slots=True)
class ListState:
    """The state of the list, as the URL has it."""

    search: str
    subscriptions: SubscriptionStatus | None
    invoices: InvoiceChoice | None
    risk: RiskChoice | None
    created_from: date | None
    created_to: date | None
    order: CustomerOrder

    @property
    def is_filtered(self) -> bool:
        """Whether a search or filter is set."""
        return any((self.search, self.subscriptions, self.invoices, self.risk, self.created_from, self.created_to))

    def filter(self, formats: Formats) -> CustomerFilter:
        """The filter for the resolver. Days are in the operator's time zone; the last one is included."""
        return CustomerFilter(
            search=self.search or None,
            subscription_status=None if self.subscriptions is None else (self.subscriptions,),
            invoice_status=(InvoiceStatus.OPEN,) if self.invoices is InvoiceChoice.OPEN else None,
            overdue=True if self.invoices is InvoiceChoice.OVERDUE else None,
            at_risk=None if self.risk is None else self.risk is RiskChoice.AT_RISK,
            created_from=None if self.created_from is None else formats.day_begins(self.created_from),
            created_before=None if self.created_to is None else formats.day_begins(self.created_to + timedelta(days=1)),
        )


class Row(NamedTuple):
    """A customer and the texts of its row; `why` a search found it, where the row does not show that anyway."""

    customer: Customer
    title: str
    why: str | None
    badges: list[Badge]
    plans: list[str]
    next_billing_at: Instant | None
    paid: list[str]


@dataclass(frozen=True, slots=True)
class CustomerList:
    """What the page shows. For an invalid URL it shows `problem` instead of rows."""

    query: Query
    state: ListState | None
    rows: list[Row]
    pages: Pages
    problem: str | None = None

    @property
    def export_url(self) -> str:
        """The URL of the whole list as a CSV file."""
        return Query(f"{self.query.path}.csv", self.query.values).link(after=None, before=None)

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders to choose from, with their labels; the first is the one that comes without a choice."""
        is_search = bool(self.query.get("search").strip())
        first = [("", "Best match"), ("NEWEST", "Newest first")] if is_search else [("", "Newest first")]
        return [*first, ("OLDEST", "Oldest first"), ("NAME", "Name")]

    @property
    def subscription_choices(self) -> list[tuple[str, str]]:
        """The subscription statuses to filter by, with their labels."""
        return [(status.value, badge.text) for status, badge in SUBSCRIPTION_BADGES.items()]


async def show_customers(request: Request[Any], view: View) -> Response:
    """The list as a page; 400 with the problem for an invalid URL."""
    query = Query.read(view.customers_url, request.query_params, PARAMETERS)
    try:
        found = await _find(view, query)
    except BadInput as problem:
        found = CustomerList(query, None, [], Pages(None, None), str(problem))
    return html_page("customers.html", 400 if found.problem else 200, view=view, list=found)


def read_state(query: Query) -> ListState:
    """The state in the URL; raises BadInput."""
    search = query.get("search").strip()
    return ListState(
        search=search,
        subscriptions=query.choice("subscriptions", SubscriptionStatus),
        invoices=query.choice("invoices", InvoiceChoice),
        risk=query.choice("risk", RiskChoice),
        created_from=query.day("from"),
        created_to=query.day("to"),
        order=query.choice("order", CustomerOrder) or CustomerFilter(search=search).order,
    )


async def _find(view: View, query: Query) -> CustomerList:
    state = read_state(query)
    cursors = Cursors.of(view.viewer, CUSTOMERS, ORDERS[state.order])
    request = read_page(query, cursors, Customer)
    page = await list_customers(view.context, state.filter(view.formats), state.order, request)
    customers = await list_customer_rows(view.context, page.rows)
    matches = await list_matches(view.context, state.search or None, page.rows)
    pages = link_pages(query, cursors, page)._replace(words=_LINK_TEXTS[state.order])
    rows = [_row(row, match, view.formats) for row, match in zip(customers, matches, strict=True)]
    return CustomerList(query, state, rows, pages)


def _row(row: CustomerRow, match: SearchMatch | None, formats: Formats) -> Row:
    title = customer_title(row.customer)
    return Row(
        customer=row.customer,
        title=title,
        why=None
        if match is None or match.text in (title, row.customer.email)
        else describe_match(match, formats.money),
        badges=[CUSTOMER_BADGES[status] for status in row.statuses],
        plans=[plan_name(plan.product_name, plan.name) for plan in row.plans],
        next_billing_at=row.next_billing_at,
        # Zero where all was given back.
        paid=[formats.money(totals.net, totals.currency) for totals in row.totals if totals.received],
    )
