"""The list of customers as a CSV file with all of its pages."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.csv.csv_file import csv_file, text_cell, time_cell
from dashboard.customers.list_state import read_state
from dashboard.page.error_pages import error_page
from dashboard.page.last_list import PARAMETERS
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import customer_badges
from dashboard.wording.names import customer_title, plan_name
from models.values.money import decimal_text
from resolvers.customers.export.customers import export_customers
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


async def export_csv(request: Request[Any], view: View) -> Response:
    """The file. Times are RFC 3339 in UTC, amounts are plain decimals, lists are joined by "; "."""
    query = Query.read(view.customers_url, request.query_params, PARAMETERS)
    try:
        state = read_state(query)
        chunks = await export_customers(view.context, state.filter(view.formats), state.order)
    except BadInput as problem:
        return error_page(400, "This list can’t be exported", str(problem), view=view)
    return csv_file(request, view, "customers", COLUMNS, _cells_of_all(chunks))


async def _cells_of_all(chunks: AsyncIterator[list[CustomerRow]]) -> AsyncIterator[Iterator[tuple[str, ...]]]:
    async for rows in chunks:
        yield (cells for row in rows for cells in _cells(row))


def _cells(row: CustomerRow) -> list[tuple[str, ...]]:
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
        text_cell(customer.id),
        text_cell(customer_title(customer)),
        text_cell(customer.email),
        text_cell(customer.phone),
        time_cell(customer.created_at),
        "; ".join(badge.text for badge in customer_badges(row.customer, row.statuses)),
        text_cell("; ".join(plan_name(plan.product_name, plan.name) for plan in row.plans)),
        time_cell(row.next_billing_at),
    )
