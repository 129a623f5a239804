"""The list of customers: searched, filtered, ordered, a page at a time; all of its state lives in the URL."""

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
from dashboard.session.view import Visit
from dashboard.wording.badges import CUSTOMER_BADGES, SUBSCRIPTION_BADGES, Badge
from dashboard.wording.names import customer_title, plan_name
from models.billing.customer import Customer
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from resolvers.customers.customers import CUSTOMERS, ORDERS, CustomerFilter, CustomerOrder, list_customers
from resolvers.customers.list_rows import CustomerRow, list_customer_rows
from resolvers.errors import BadInput
from resolvers.paging.cursors import Cursors

PARAMETERS = frozenset({"search", "subscriptions", "invoices", "from", "to", "order", AFTER, BEFORE})


# What the links to the neighbours of a page are called.
_WORDS = {
    CustomerOrder.NEWEST: ("← Newer", "Older →"),
    CustomerOrder.OLDEST: ("← Older", "Newer →"),
    CustomerOrder.NAME: ("← Previous", "Next →"),
}


class InvoiceChoice(StrEnum):
    """Which invoices a customer must have to be listed."""

    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class ListState:
    """What the URL asks for."""

    search: str
    subscriptions: SubscriptionStatus | None
    invoices: InvoiceChoice | None
    created_from: date | None
    created_to: date | None
    order: CustomerOrder

    @property
    def is_narrowed(self) -> bool:
        """Whether a part of the customers is asked for."""
        return any((self.search, self.subscriptions, self.invoices, self.created_from, self.created_to))

    def filter(self, formats: Formats) -> CustomerFilter:
        """The same for the resolver; days are those of the person's time zone, the last one included."""
        return CustomerFilter(
            search=self.search or None,
            subscription_status=None if self.subscriptions is None else (self.subscriptions,),
            invoice_status=(InvoiceStatus.OPEN,) if self.invoices is InvoiceChoice.OPEN else None,
            overdue=True if self.invoices is InvoiceChoice.OVERDUE else None,
            created_from=None if self.created_from is None else formats.day_begins(self.created_from),
            created_before=None if self.created_to is None else formats.day_begins(self.created_to + timedelta(days=1)),
        )


class Row(NamedTuple):
    """A customer and the texts it is listed with."""

    customer: Customer
    title: str
    badges: list[Badge]
    plans: list[str]
    next_billing_at: Instant | None
    paid: list[str]


@dataclass(frozen=True, slots=True)
class CustomerList:
    """What the page shows; `problem` stands for the rows where the URL asks for what can't be."""

    query: Query
    state: ListState | None
    rows: list[Row]
    pages: Pages
    problem: str | None = None

    @property
    def export_url(self) -> str:
        """The same list as a file, all of its pages."""
        return Query(f"{self.query.path}.csv", self.query.values).link(after=None, before=None)

    @property
    def subscription_choices(self) -> list[tuple[str, str]]:
        """The statuses to filter by."""
        return [(status.value, badge.text) for status, badge in SUBSCRIPTION_BADGES.items()]


async def show_customers(request: Request[Any], visit: Visit) -> Response:
    """The list as a page; 400 with what is wrong where the URL asks for what can't be."""
    query = Query.read(visit.customers_url, request.query_params, PARAMETERS)
    try:
        found = await _find(visit, query)
    except BadInput as problem:
        found = CustomerList(query, None, [], Pages(None, None), str(problem))
    return html_page("customers.html", 400 if found.problem else 200, visit=visit, list=found)


def read_state(query: Query) -> ListState:
    """What the URL asks for; raises BadInput."""
    return ListState(
        search=query.get("search").strip(),
        subscriptions=query.choice("subscriptions", SubscriptionStatus),
        invoices=query.choice("invoices", InvoiceChoice),
        created_from=query.day("from"),
        created_to=query.day("to"),
        order=query.choice("order", CustomerOrder) or CustomerOrder.NEWEST,
    )


async def _find(visit: Visit, query: Query) -> CustomerList:
    state = read_state(query)
    cursors = Cursors.of(visit.viewer, CUSTOMERS, ORDERS[state.order])
    request = read_page(query, cursors, Customer)
    page = await list_customers(visit.context, state.filter(visit.formats), state.order, request)
    rows = await list_customer_rows(visit.context, page.rows)
    pages = link_pages(query, cursors, page)._replace(words=_WORDS[state.order])
    return CustomerList(query, state, [_row(row, visit.formats) for row in rows], pages)


def _row(row: CustomerRow, formats: Formats) -> Row:
    return Row(
        customer=row.customer,
        title=customer_title(row.customer),
        badges=[CUSTOMER_BADGES[status] for status in row.statuses],
        plans=[plan_name(plan.product_name, plan.name) for plan in row.plans],
        next_billing_at=row.next_billing_at,
        paid=[formats.money(amount, currency) for currency, amount in row.paid],
    )
