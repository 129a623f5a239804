"""What an invoice comes to, row by row: each result is the sum of the rows above it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dashboard.page.formats import Formats
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.settlement import SettlementKind, credited_before_payment, list_settlements, read_before_tax
from models.billing.tax import TaxRate, percentage_of
from resolvers.invoices.tax_rates_of_invoices import NamedRate

Shown = TaxRate | NamedRate

_SETTLEMENTS = {
    SettlementKind.CREDITED: "Credited",
    SettlementKind.CREDIT_APPLIED: "From the customer’s balance",
    SettlementKind.PREVIOUS_BALANCE: "Owed from before",
    SettlementKind.CARRIED_OVER: "Carried over to the next invoice",
    SettlementKind.OVERPAID: "Paid too much",
}
# A credit is not paid out: the next invoices are smaller.
_KEPT_AS_CREDIT = "To the customer’s balance"


class SumRow(NamedTuple):
    """A labelled amount; `is_result` marks a sum of those above it."""

    label: str
    amount: str
    is_result: bool = False


def list_sums(formats: Formats, invoice: Invoice, rates: Mapping[str, Shown]) -> list[SumRow]:
    """From the lines to what is still due; `rates` are the tax rates by their ids.

    Of a void invoice nothing is due. What was credited since it was paid, or fetched, stands below what is due.
    """

    def row(label: str, amount: int, *, is_result: bool = False) -> SumRow:
        return SumRow(label, formats.money(amount, invoice.currency), is_result)

    def told(rows: Iterator[tuple[str, int]]) -> list[SumRow]:
        return [row(label, amount) for label, amount in rows if amount]

    changes = told(_changes(formats, invoice, rates))
    is_void = invoice.status is InvoiceStatus.VOID
    return [
        *([row("Subtotal", invoice.subtotal)] if changes else []),
        *changes,
        row("Total", invoice.total, is_result=True),
        *([] if is_void else told(_settled(invoice))),
        *told(iter([("Paid", -invoice.amount_paid)])),
        *([] if is_void else [row("Amount due", invoice.amount_remaining, is_result=True)]),
        *told(iter([("Credited since", invoice.amount_credited - credited_before_payment(invoice))])),
    ]


def _changes(formats: Formats, invoice: Invoice, rates: Mapping[str, Shown]) -> Iterator[tuple[str, int]]:
    taxes = invoice.taxes or [_only_tax(invoice)]
    wanted = invoice.total - sum(tax["amount"] for tax in taxes if not tax["included"])
    read = read_before_tax(invoice, invoice.subtotal, invoice.discount or 0, wanted)
    yield "Discounts", -read.discount
    yield "Billing credits", -read.credits
    yield "Shipping", read.shipping
    for tax in taxes:
        yield _tax_label(formats, tax, rates), tax["amount"]
    yield "Adjustment", wanted - read.amount


def _only_tax(invoice: Invoice) -> dict[str, Any]:
    """Where nothing says by which rates it is: on top of the prices, unless the total leaves no room for it."""
    taken = (invoice.discount or 0) + (invoice.billing_credits or 0)
    is_included = invoice.subtotal - taken + (invoice.shipping or 0) == invoice.total
    return {"rate_id": None, "percentage": None, "amount": invoice.tax, "included": is_included}


def _tax_label(formats: Formats, tax: dict[str, Any], rates: Mapping[str, Shown]) -> str:
    rate, percentage = rates.get(tax["rate_id"] or ""), percentage_of(tax, rates)
    name = (rate and rate.name) or "Tax"
    height = "" if percentage is None else f" {formats.percent(percentage)}"
    return f"{name}{height}{', included in the prices' if tax['included'] else ''}"


def _settled(invoice: Invoice) -> Iterator[tuple[str, int]]:
    for each in list_settlements(invoice):
        yield _KEPT_AS_CREDIT if invoice.is_credit and each.amount > 0 else _SETTLEMENTS[each.kind], each.amount
