"""What was cancelled lately, of all customers: who, what, why and by whom."""

from datetime import timedelta
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from dashboard.customer.billed_subscriptions import why_cancelled
from dashboard.page.html import html_page
from dashboard.page.paging import AFTER, BEFORE, Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.session.view_errors import cannot_be_shown
from dashboard.wording.badges import Badge, subscription_badge
from dashboard.wording.names import customer_title, plan_name
from models.values.instant import Instant
from resolvers.errors import BadInput
from resolvers.paging.cursors import Cursors
from resolvers.paging.pages import Page
from resolvers.relations import CUSTOMER
from resolvers.subscriptions.cancellations import LATEST, Cancelled, Span, list_cancellations
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem

FROM, TO = "from", "to"
PARAMETERS = frozenset({FROM, TO, AFTER, BEFORE})
# Today is one of the seven.
_DAYS_BEFORE = timedelta(days=6)


class CancellationRow(NamedTuple):
    """A subscription that was cancelled; `ends_at` is when it ends, `by` is empty where nobody is known."""

    cancelled: Cancelled
    customer: str
    name: str
    badge: Badge
    why: str
    by: str
    ends_at: Instant | None


class CancellationsPage(NamedTuple):
    """A page of rows, and the links around it."""

    query: Query
    rows: list[CancellationRow]
    pages: Pages
    last_week_url: str


async def show_cancellations(request: Request[Any], view: View) -> Response:
    """The page; 400 for an invalid URL."""
    query = Query.read(view.cancellations_url, request.query_params, PARAMETERS)
    try:
        page = await _read(view, query)
    except BadInput as problem:
        return cannot_be_shown(view, problem)
    return html_page("cancellations.html", view=view, page=page)


async def _read(view: View, query: Query) -> CancellationsPage:
    cursors = Cursors.of(view.viewer, "cancellations", LATEST)
    wanted = read_page(query, cursors, Cancelled)
    page = await list_cancellations(view.context, _read_span(view, query), wanted)
    today = view.formats.local(view.context.now).date()
    last_week = Query(query.path, {FROM: str(today - _DAYS_BEFORE), TO: str(today)})
    return CancellationsPage(query, await _list_rows(view, page), link_pages(query, cursors, page), last_week.link())


def _read_span(view: View, query: Query) -> Span:
    """Days are in the operator's time zone; the last one is included."""
    begins, last, formats = query.day(FROM), query.day(TO), view.formats
    return Span(
        None if begins is None else formats.day_begins(begins),
        None if last is None else formats.day_begins(last + timedelta(days=1)),
    )


async def _list_rows(view: View, page: Page[Cancelled]) -> list[CancellationRow]:
    if not page.rows:
        return []
    context = view.context
    owners = sorted({row.subscription.customer_id for row in page.rows})
    items = await ITEMS_OF_SUBSCRIPTION.load(context.reads, context.now, [row.id for row in page.rows])
    customers = dict(zip(owners, await CUSTOMER.load(context.reads, context.now, owners), strict=True))
    rows = []
    for row, sold in zip(page.rows, items, strict=True):
        customer = customers[row.subscription.customer_id]
        title = row.subscription.customer_id if customer is None else customer_title(customer)
        rows.append(_row(row, title, sold))
    return rows


def _row(cancelled: Cancelled, customer: str, items: list[PlannedItem]) -> CancellationRow:
    subscription = cancelled.subscription
    return CancellationRow(
        cancelled=cancelled,
        customer=customer,
        name=" + ".join(plan_name(item.plan.product_name, item.plan.name) for item in items) or subscription.id,
        badge=subscription_badge(subscription),
        why=why_cancelled(subscription),
        by=subscription.cancellation_requested_by or "",
        ends_at=subscription.cancel_at or subscription.ended_at,
    )
