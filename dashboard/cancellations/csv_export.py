"""What was cancelled as a CSV file with all of its pages."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.cancellations.shown_cancellation import FROM, TO, read_span, show_cancellation
from dashboard.csv.csv_file import csv_file, text_cell, time_cell
from dashboard.page.error_pages import error_page
from dashboard.page.query import Query
from dashboard.session.view import View
from resolvers.errors import BadInput
from resolvers.subscriptions.cancellation_rows import CancellationRow, export_cancellations

COLUMNS = (
    "Subscription id",
    "Customer id",
    "Customer",
    "Subscription",
    "Status",
    "Cancelled",
    "Ends",
    "Why",
    "By",
)


async def export_cancellations_csv(request: Request[Any], view: View) -> Response:
    """The file, of the days that the page is narrowed to; times are RFC 3339 in UTC."""
    query = Query.read(view.cancellations_url, request.query_params, frozenset({FROM, TO}))
    try:
        chunks = await export_cancellations(view.context, read_span(view, query))
    except BadInput as problem:
        return error_page(400, "This list can’t be exported", str(problem), view=view)
    return csv_file(request, view, "cancellations", COLUMNS, _cells_of_all(chunks))


async def _cells_of_all(chunks: AsyncIterator[list[CancellationRow]]) -> AsyncIterator[Iterator[Sequence[str]]]:
    async for rows in chunks:
        yield map(_cells, rows)


def _cells(row: CancellationRow) -> Sequence[str]:
    shown, subscription = show_cancellation(row), row.cancelled.subscription
    return (
        text_cell(subscription.id),
        text_cell(subscription.customer_id),
        text_cell(shown.customer),
        text_cell(shown.name),
        shown.badge.text,
        time_cell(row.cancelled.at),
        time_cell(shown.ends_at),
        text_cell(shown.why),
        text_cell(shown.by),
    )
