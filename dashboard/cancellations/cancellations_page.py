"""What was cancelled lately, of all customers: who, what, why and by whom."""

from datetime import timedelta
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from dashboard.cancellations.shown_cancellation import FROM, TO, ShownCancellation, read_span, show_cancellation
from dashboard.page.html import html_page
from dashboard.page.paging import AFTER, BEFORE, Pages, link_pages, read_page
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.session.view_errors import cannot_be_shown
from resolvers.errors import BadInput
from resolvers.paging.cursors import Cursors
from resolvers.subscriptions.cancellation_rows import list_cancellation_rows
from resolvers.subscriptions.cancellations import LATEST, Cancelled, list_cancellations

PARAMETERS = frozenset({FROM, TO, AFTER, BEFORE})
# Today is one of the seven.
_DAYS_BEFORE = timedelta(days=6)


class CancellationsPage(NamedTuple):
    """A page of rows, and the links around it."""

    query: Query
    rows: list[ShownCancellation]
    pages: Pages
    last_week_url: str

    @property
    def export_url(self) -> str:
        """The URL of the whole list as a CSV file."""
        return Query(f"{self.query.path}.csv", self.query.values).link(**{AFTER: None, BEFORE: None})


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
    page = await list_cancellations(view.context, read_span(view, query), wanted)
    rows = [show_cancellation(row) for row in await list_cancellation_rows(view.context, page.rows)]
    today = view.formats.local(view.context.now).date()
    last_week = Query(query.path, {FROM: str(today - _DAYS_BEFORE), TO: str(today)})
    return CancellationsPage(query, rows, link_pages(query, cursors, page), last_week.link())
