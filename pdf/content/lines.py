"""The lines of an invoice as printed."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate
from pdf.content.formats import Formats
from pdf.content.invoice_content import ContentLine, Relief
from pdf.content.line_terms import Terms, describe, list_terms
from pdf.content.tax_amounts import line_rates


def write_line(
    line: InvoiceLine, relief: Relief | None, rates: Mapping[str, TaxRate], formats: Formats
) -> Iterator[ContentLine]:
    """A row for each of its tiers, else one. The first has the period."""
    period, tax = formats.period(line.period_start, line.period_end), _write_tax(line, rates, formats)
    for terms in list_terms(line):
        yield ContentLine(
            description=_describe(line, terms, formats),
            quantity=formats.number(terms.quantity),
            unit_price="" if terms.price is None else formats.money(terms.price),
            amount=formats.money(terms.amount),
            tax=tax,
            period=period,
            relief=relief,
            package=formats.number(terms.package) if terms.package > 1 else None,
            is_flat_fee=terms.is_flat,
        )
        period, relief = None, None


def _describe(line: InvoiceLine, terms: Terms, formats: Formats) -> str:
    """A tier is named by its first and last unit."""
    if terms.first is None or terms.is_flat:
        return describe(line)
    last = terms.first + int(terms.quantity) - 1
    units = dict.fromkeys((formats.number(terms.first), formats.number(last)))
    return f"{describe(line)} ({'–'.join(units)})"


def _write_tax(line: InvoiceLine, rates: Mapping[str, TaxRate], formats: Formats) -> str:
    """The rates of the line's taxes; the amount where one is not known."""
    found = line_rates(line, rates)
    known: list[Decimal] = [rate for rate in found if rate is not None]
    if known and len(known) == len(found):
        return " + ".join(formats.percent(rate) for rate in dict.fromkeys(known))
    return formats.money(line.tax) if line.tax else ""
