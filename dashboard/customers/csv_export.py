"""The list of customers as a CSV file with all of its pages, streamed while it is read."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dashboard.customers.customer_list import PARAMETERS, read_state
from dashboard.page.error_pages import error_page
from dashboard.page.html import HEADERS
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import CUSTOMER_BADGES
from dashboard.wording.names import customer_title, plan_name
from models.values.instant import rfc3339
from models.values.money import decimal_text
from resolvers.customers.export import export_customers
from resolvers.customers.list_rows import CustomerRow
from resolvers.customers.totals import Totals
from resolvers.errors import BadInput

COLUMNS = (
    "Id",
    "Customer",
    "E-mail",
    "Phone",
    "Created",
    "Status",
    "Active plans",
    "Next billing",
    "Total paid",
    "Currency",
    "Received",
    "Refunded",
    "Disputed",
    "Due",
    "Overdue",
    "Monthly recurring",
)

# A spreadsheet runs a cell that starts like this as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# Excel recognises UTF-8 only by this mark.
_BYTE_ORDER_MARK = "\ufeff"


async def export_csv(request: Request[Any], view: View) -> Response:
    """The file. Times are RFC 3339 in UTC, amounts are plain decimals, lists are joined by "; "."""
    query = Query.read(view.customers_url, request.query_params, PARAMETERS)
    try:
        state = read_state(query)
        chunks = await export_customers(view.context, state.filter(view.formats), state.order)
    except BadInput as problem:
        return error_page(400, "This list can’t be exported", str(problem), view=view)
    mode = "" if view.live_mode else "-test"
    name = f"customers{mode}-{rfc3339(view.context.now)[:10]}.csv"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    content = () if request.method == "HEAD" else _write(chunks)
    return StreamingResponse(content, headers=headers, media_type="text/csv; charset=utf-8")


async def _write(chunks: AsyncIterator[list[CustomerRow]]) -> AsyncIterator[str]:
    yield _BYTE_ORDER_MARK + _lines([COLUMNS])
    async for rows in chunks:
        yield _lines(cells for row in rows for cells in _cells(row))


def _lines(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_as_text(cell) for cell in row] for row in rows)
    return text.getvalue()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _cells(row: CustomerRow) -> Iterable[tuple[str, ...]]:
    """One row for each currency of the customer's totals; one without amounts where there is none."""
    about = _cells_about(row)
    if not row.totals:
        return [(*about, *[""] * (len(COLUMNS) - len(about)))]
    return [(*about, *_amounts(totals)) for totals in row.totals]


def _amounts(totals: Totals) -> tuple[str, ...]:
    def text(amount: int) -> str:
        return decimal_text(amount, totals.currency)

    # What is left of all payments that came in is said first: programs read it there.
    return (
        text(totals.net),
        totals.currency,
        text(totals.received),
        text(totals.refunded),
        text(totals.disputed),
        text(totals.due),
        text(totals.overdue),
        text(round(totals.monthly_recurring)),
    )


def _cells_about(row: CustomerRow) -> tuple[str, ...]:
    customer = row.customer
    return (
        customer.id,
        customer_title(customer),
        customer.email or "",
        customer.phone or "",
        rfc3339(customer.created_at),
        "; ".join(CUSTOMER_BADGES[status].text for status in row.statuses),
        "; ".join(plan_name(plan.product_name, plan.name) for plan in row.plans),
        "" if row.next_billing_at is None else rfc3339(row.next_billing_at),
    )
