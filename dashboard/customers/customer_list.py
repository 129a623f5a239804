"""The list of customers: search, filters, order and pages. Its whole state is in the URL."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from dashboard.customers.list_state import ListState, read_state
from dashboard.page.formats import Formats
from dashboard.page.html import html_page
from dashboard.page.last_list import JUMP, PARAMETERS, last_list_cookie
from dashboard.page.paging import AFTER, BEFORE, Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.search_box.destinations import url_of_match
from dashboard.session.view import View
from dashboard.wording.badges import SUBSCRIPTION_BADGES, Badge, customer_badges
from dashboard.wording.matches import describe_match
from dashboard.wording.names import customer_title, plan_name
from models.billing.customer import Customer
from models.search.search_match import SearchMatch
from models.values.instant import Instant
from resolvers.customers.customers import CUSTOMERS, count_customers, list_customers
from resolvers.customers.filter.customer_filter import ORDERS, CustomerOrder
from resolvers.customers.list_rows import CustomerRow, list_customer_rows
from resolvers.errors import BadInput
from resolvers.paging.cursors import Cursors
from resolvers.paging.estimate import Estimate
from resolvers.paging.page_requests import PageRequest
from resolvers.search.matches import list_matches

# The texts of the links to the previous and next page.
_LINK_TEXTS = {
    CustomerOrder.NEWEST: ("← Newer", "Older →"),
    CustomerOrder.OLDEST: ("← Older", "Newer →"),
    CustomerOrder.NAME: ("← Previous", "Next →"),
    CustomerOrder.RELEVANCE: ("← Previous", "Next →"),
}


# Parameters that say where a list is shown from.
_FROM_ITS_START: dict[str, str | None] = {JUMP: None, AFTER: None, BEFORE: None}


class Row(NamedTuple):
    """A customer and the texts of its row; `why` a search found it, where the row does not show that anyway."""

    customer: Customer
    title: str
    url: str
    why: str | None
    badges: list[Badge]
    created_at: Instant
    plans: list[str]
    next_billing_at: Instant | None
    paid: list[str]


class Heading(NamedTuple):
    """The link of a column's head, and how the list is sorted by the column: None where it is not."""

    url: str
    sorted: str | None


@dataclass(frozen=True, slots=True)
class CustomerList:
    """What the page shows. For an invalid URL it shows `problem` instead of rows.

    `total` says how many customers match, and `has_any` whether one does, on this page or another.
    """

    query: Query
    state: ListState | None
    rows: list[Row]
    pages: Pages
    total: str | None = None
    has_any: bool = False
    problem: str | None = None

    @property
    def export_url(self) -> str:
        """The URL of the whole list as a CSV file."""
        return Query(f"{self.query.path}.csv", self.query.values).link(**_FROM_ITS_START)

    @property
    def name_heading(self) -> Heading:
        """Sorts by name."""
        return self._heading({CustomerOrder.NAME: "ascending"})

    @property
    def age_heading(self) -> Heading:
        """Sorts by when customers were created: the newest first, then the other way round."""
        return self._heading({CustomerOrder.NEWEST: "descending", CustomerOrder.OLDEST: "ascending"})

    def _heading(self, directions: dict[CustomerOrder, str]) -> Heading:
        order = None if self.state is None else self.state.order
        others = [each for each in directions if each is not order]
        wanted = (others or list(directions))[0]
        return Heading(
            self.query.link(**_FROM_ITS_START | {"order": wanted.value}),
            None if order is None else directions.get(order),
        )

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
        found = CustomerList(query, None, [], Pages(None, None), problem=str(problem))
        return html_page("customers.html", 400, view=view, list=found)
    cookie = last_list_cookie(request, query, live_mode=view.live_mode)
    return html_page("customers.html", headers={"Set-Cookie": cookie}, view=view, list=found)


async def _find(view: View, query: Query) -> CustomerList:
    state = read_state(query)
    cursors = Cursors.of(view.viewer, CUSTOMERS, ORDERS[state.order])
    request, wanted = _read_page(view, query, cursors, state), state.filter(view.formats)
    page, total = await asyncio.gather(
        list_customers(view.context, wanted, state.order, request), count_customers(view.context, wanted)
    )
    customers = await list_customer_rows(view.context, page.rows)
    matches = await list_matches(view.context, state.search or None, page.rows)
    rows = [_row(view, row, match) for row, match in zip(customers, matches, strict=True)]
    turned = Query(query.path, {name: value for name, value in query.values.items() if name != JUMP})
    pages = link_pages(turned, cursors, page)._replace(words=_LINK_TEXTS[state.order])
    return CustomerList(query, state, rows, pages, _describe_total(view.formats, total), total > 0)


def _read_page(view: View, query: Query, cursors: Cursors, state: ListState) -> PageRequest:
    """The page after a cursor, or the one that begins with a day; raises BadInput where days have no order."""
    day = query.day(JUMP)
    if day is None or query.get(AFTER) or query.get(BEFORE):
        return read_page(query, cursors, Customer)
    if state.order is CustomerOrder.NEWEST:
        begins = view.formats.day_begins(day + timedelta(days=1))
        return PageRequest(after=(begins, ""))
    if state.order is CustomerOrder.OLDEST:
        return PageRequest(after=(view.formats.day_begins(day), ""))
    raise BadInput("To go to a date, sort by newest or oldest first.")


def _describe_total(formats: Formats, total: int) -> str:
    about = "About " if isinstance(total, Estimate) else ""
    return f"{about}{formats.number(total)} {'customer' if total == 1 else 'customers'}"


def _row(view: View, row: CustomerRow, match: SearchMatch | None) -> Row:
    formats, title = view.formats, customer_title(row.customer)
    return Row(
        customer=row.customer,
        title=title,
        url=url_of_match(view, row.customer.id, match),
        why=None
        if match is None or match.text in (title, row.customer.email)
        else describe_match(match, formats.money),
        badges=customer_badges(row.customer, row.statuses),
        created_at=row.customer.created_at,
        plans=[plan_name(plan.product_name, plan.name) for plan in row.plans],
        next_billing_at=row.next_billing_at,
        # Zero where all was given back.
        paid=[formats.money(totals.net, totals.currency) for totals in row.totals if totals.received],
    )
