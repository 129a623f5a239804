"""The taxes of an invoice by rate, in minor units, as far as its data tells them apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from models.billing.invoice import Invoice
from models.billing.invoice_line import InvoiceLine
from models.billing.tax import TaxRate, percentage_of
from resolvers.invoices.issued_invoices import IssuedInvoice

# A longer breakdown is of no use to readers and would not fit on a page with the total.
_MAX_TAXES = 8


class TaxKind(NamedTuple):
    """What distinguishes one tax from another. `reason` is Stripe's `taxability_reason` of an amount without tax."""

    rate: Decimal | None = None
    name: str | None = None
    country: str | None = None
    jurisdiction: str | None = None
    included: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """A tax, and the amount that it is charged on, None where that is not known."""

    kind: TaxKind
    amount: int
    base: int | None


def list_tax_amounts(issued: IssuedInvoice) -> list[TaxAmount]:
    """One for each kind, the highest rate first. They add up to the invoice's tax.

    What the invoice says itself comes first, then what its lines and its shipping say. Where neither adds up to the
    invoice's tax, it is one amount.
    """
    by_lines = list(_of_lines(issued))
    shipping = _of_shipping(issued.invoice, by_lines)
    untaxed = [TaxAmount(each.kind, 0, each.base) for each in shipping]
    by_invoice = list(_of_invoice(issued))
    one_kind = [_one_tax(_join(by_lines + shipping), issued.invoice.tax)]
    known = by_invoice if any(each.kind.rate is not None or each.kind.name for each in by_invoice) else []
    tax = issued.invoice.tax
    candidates = [known, by_lines + shipping, by_lines + untaxed, one_kind if by_lines else [], by_invoice]
    fitting = [found for found in candidates if found and _add(found) == tax] or [one_kind]
    # Older invoices give only the amount of their whole tax; then the total shows how much of it is on top.
    on_top = _on_top_of(issued)
    return _settle(_join(next((found for found in fitting if _add(_on_top(found)) == on_top), fitting[0])), issued)


def _on_top_of(issued: IssuedInvoice) -> int:
    """What the total has besides lines, discounts, credits and shipping: the taxes on top."""
    return issued.invoice.total - _before_tax(issued.invoice, total_discount(issued))


def _before_tax(invoice: Invoice, discount: int) -> int:
    return invoice.subtotal - discount - (invoice.billing_credits or 0) + (invoice.shipping or 0)


def total_discount(issued: IssuedInvoice) -> int:
    """What all discounts took off; the lines' own where the invoice does not say it."""
    discount = issued.invoice.discount
    return sum(line.discount or 0 for line in issued.lines) if discount is None else discount


def _add(taxes: Iterable[TaxAmount]) -> int:
    return sum(each.amount for each in taxes)


def _on_top(taxes: Iterable[TaxAmount]) -> Iterator[TaxAmount]:
    return (each for each in taxes if not each.kind.included)


def line_rates(line: InvoiceLine, rates: Mapping[str, TaxRate]) -> list[Decimal | None]:
    """The rates of the taxes of a line, in their order."""
    return [each.kind.rate for each in _of_line(line, rates)]


def _of_invoice(issued: IssuedInvoice) -> Iterator[TaxAmount]:
    lines = _join(_of_lines(issued))
    for entry in issued.invoice.taxes or ():
        kind = _kind_of(entry, issued.rates)
        known = {each.base for each in lines if each.kind == kind and each.amount == entry["amount"]}
        yield TaxAmount(kind, entry["amount"], _first_known(entry["taxable"], *known))


def _of_lines(issued: IssuedInvoice) -> Iterator[TaxAmount]:
    for line in issued.lines:
        yield from _of_line(line, issued.rates)


def _of_line(line: InvoiceLine, rates: Mapping[str, TaxRate]) -> Iterator[TaxAmount]:
    base = line.amount - (line.discount or 0)
    if line.taxes:
        base -= sum(entry["amount"] for entry in line.taxes if entry["included"])
        only_rate = line.tax_rate if len(line.taxes) == 1 else None
        for entry in line.taxes:
            yield TaxAmount(_kind_of(entry, rates, only_rate), entry["amount"], _first_known(entry["taxable"], base))
    elif line.tax or line.tax_rate is not None or line.tax_reason:
        included = bool(line.tax_included)
        kind = TaxKind(line.tax_rate, included=included, reason=None if line.tax else line.tax_reason)
        yield TaxAmount(kind, line.tax, base - line.tax if included else base)


def _of_shipping(invoice: Invoice, lines: Iterable[TaxAmount]) -> list[TaxAmount]:
    """The tax on shipping, with the rate of a line if that rate gives its amount."""
    if not invoice.shipping or not invoice.shipping_tax:
        return []
    tax, base = invoice.shipping_tax, invoice.shipping
    kinds = dict.fromkeys(each.kind._replace(included=False) for each in lines if each.kind.rate is not None)
    fitting = (kind for kind in kinds if abs(base * (kind.rate or Decimal(0)) / 100 - tax) < 1)
    return [TaxAmount(next(fitting, TaxKind()), tax, base)]


def _kind_of(entry: Mapping[str, Any], rates: Mapping[str, TaxRate], otherwise: Decimal | None = None) -> TaxKind:
    rate = rates.get(entry["rate_id"] or "")
    percentage = percentage_of(entry, rates)
    return TaxKind(
        rate=otherwise if percentage is None else percentage.normalize(),
        name=rate.name if rate else None,
        country=rate.country if rate else None,
        jurisdiction=rate.jurisdiction if rate else None,
        included=entry["included"],
        reason=None if entry["amount"] else entry["reason"],
    )


def _join(taxes: Iterable[TaxAmount]) -> list[TaxAmount]:
    """Joins those of one kind."""
    joined: dict[TaxKind, TaxAmount] = {}
    for each in taxes:
        before = joined.get(each.kind, TaxAmount(each.kind, 0, 0))
        base = None if before.base is None or each.base is None else before.base + each.base
        joined[each.kind] = TaxAmount(each.kind, before.amount + each.amount, base)
    return list(joined.values())


def _one_tax(taxes: list[TaxAmount], amount: int) -> TaxAmount:
    if len(taxes) == 1:
        return TaxAmount(taxes[0].kind, amount, taxes[0].base)
    return TaxAmount(TaxKind(included={each.kind.included for each in taxes if each.amount} == {True}), amount, None)


def _settle(taxes: list[TaxAmount], issued: IssuedInvoice) -> list[TaxAmount]:
    """Sorts them, joins too many, and marks those of an older invoice as included where its total shows that."""
    taxes = [each for each in taxes if each.amount or each.kind.rate is not None or each.kind.reason]
    if len(taxes) > _MAX_TAXES:
        sides = {each.kind.included for each in taxes}
        taxes = [
            TaxAmount(TaxKind(included=side), _add(each for each in taxes if each.kind.included is side), None)
            for side in sides
        ]
    if _is_shown_included(issued):
        taxes = [TaxAmount(each.kind._replace(included=True), each.amount, _less(each)) for each in taxes]
    return sorted(taxes, key=lambda each: (each.kind.included, each.kind.rate is None, -(each.kind.rate or 0)))


def _is_shown_included(issued: IssuedInvoice) -> bool:
    invoice = issued.invoice
    is_told = invoice.taxes or any(line.taxes or line.tax_included for line in issued.lines)
    return not is_told and bool(invoice.tax) and invoice.total == _before_tax(invoice, invoice.discount or 0)


def _less(tax: TaxAmount) -> int | None:
    return tax.base if tax.base is None or tax.kind.included else tax.base - tax.amount


def _first_known(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
