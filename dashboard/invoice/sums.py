"""What an invoice comes to, row by row."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dashboard.page.formats import Formats
from models.billing.invoice import Invoice
from models.billing.tax import TaxRate, percentage_of
from resolvers.invoices.rates_of_invoices import NamedRate

Shown = TaxRate | NamedRate


class SumRow(NamedTuple):
    """A labelled amount; `is_result` marks a sum of those above it."""

    label: str
    amount: str
    is_result: bool = False


def list_sums(formats: Formats, invoice: Invoice, rates: Mapping[str, Shown]) -> list[SumRow]:
    """From the lines to what is still due; `rates` are the tax rates by their ids."""

    def row(label: str, amount: int, *, is_result: bool = False) -> SumRow:
        return SumRow(label, formats.money(amount, invoice.currency), is_result)

    changes = [(label, amount) for label, amount in _changes(formats, invoice, rates) if amount]
    settled = [(label, -amount) for label, amount in _settled(invoice) if amount]
    return [
        *([row("Subtotal", invoice.subtotal)] if changes else []),
        *(row(label, amount) for label, amount in changes),
        row("Total", invoice.total, is_result=True),
        *(row(label, amount) for label, amount in settled),
        row("Amount due", invoice.amount_remaining, is_result=True),
    ]


def _changes(formats: Formats, invoice: Invoice, rates: Mapping[str, Shown]) -> Iterator[tuple[str, int]]:
    yield "Discounts", -(invoice.discount or 0)
    yield "Shipping", invoice.shipping or 0
    for tax in invoice.taxes or ():
        yield _tax_label(formats, tax, rates), tax["amount"]
    if not invoice.taxes:
        yield "Tax", invoice.tax


def _tax_label(formats: Formats, tax: dict[str, Any], rates: Mapping[str, Shown]) -> str:
    rate, percentage = rates.get(tax["rate_id"] or ""), percentage_of(tax, rates)
    name = (rate and rate.name) or "Tax"
    height = "" if percentage is None else f" {formats.percent(percentage)}"
    return f"{name}{height}{', included in the prices' if tax['included'] else ''}"


def _settled(invoice: Invoice) -> Iterator[tuple[str, int]]:
    yield "Credited", invoice.amount_credited
    if invoice.starting_balance is not None and invoice.ending_balance is not None:
        yield "From the customer’s balance", invoice.ending_balance - invoice.starting_balance
    yield "Paid", invoice.amount_paid
