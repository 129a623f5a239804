"""The lines of an invoice, as its page lists them."""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.page.formats import Formats
from dashboard.page.paging import Pages, read_rows
from dashboard.page.query import Query
from dashboard.session.view import View
from models.billing.invoice_line import InvoiceLine, explained
from models.billing.tax import Rated, only_percentage
from models.values.money import format_unit_price
from resolvers.relations import LINES_OF_INVOICE


class LineRow(NamedTuple):
    """A line's texts; quantity and price are None where no single price explains the amount."""

    description: str
    period: str | None
    quantity: str | None
    price: str | None
    tax: str | None
    amount: str


class LineSection(NamedTuple):
    """A page of lines, in their order on the invoice."""

    rows: list[LineRow]
    pages: Pages


async def read_lines(view: View, query: Query, name: str, invoice_id: str, rates: Mapping[str, Rated]) -> LineSection:
    """The page that the URL asks for; `rates` are the tax rates by their ids. Raises BadInput."""
    page, pages = await read_rows(view.context, query, name, LINES_OF_INVOICE, invoice_id)
    rows = [_row(view.formats, line, rates) for line in page.rows]
    return LineSection(rows, pages._replace(words=("← Previous lines", "Next lines →")))


def _row(formats: Formats, line: InvoiceLine, rates: Mapping[str, Rated]) -> LineRow:
    quantity, price = None, None
    rate = only_percentage(line.tax_rate, line.taxes, rates)
    if line.unit_amount is not None and explained(line.quantity, line.unit_amount, line.amount):
        quantity = formats.number(line.quantity)
        price = format_unit_price(line.unit_amount, line.currency, formats.preferences.locale)
    return LineRow(
        description=line.description,
        period=_period(formats, line),
        quantity=quantity,
        price=price,
        tax=None if rate is None else formats.percent(rate),
        amount=formats.money(line.amount, line.currency),
    )


def _period(formats: Formats, line: InvoiceLine) -> str | None:
    if line.period_start is None or line.period_end is None:
        return None
    begins, ends = formats.day(line.period_start), formats.day(line.period_end)
    return begins if begins == ends else f"{begins} – {ends}"
