"""The sums of an e-invoice: VAT by category and rate, discounts and charges, and totals equal to the invoice's."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from models.billing.invoice import Invoice
from models.billing.invoice_line import InvoiceLine
from pdf.einvoice.amounts import Amounts
from pdf.einvoice.einvoice import Adjustment, Totals, Vat, VatTotal
from pdf.einvoice.gap import Gap, NotStated
from pdf.einvoice.lines import net_amount


class Group:
    """The sums over the lines of one category and rate, in minor units, with the invoice's sign."""

    __slots__ = ("adjustment", "lines", "net", "shipping", "tax", "vats")

    def __init__(self) -> None:
        self.lines = self.net = self.adjustment = self.shipping = self.tax = 0
        self.vats: list[Vat] = []

    def add(self, line: InvoiceLine, vat: Vat) -> None:
        """Adds a line."""
        self.vats.append(vat)
        self.lines += 1
        self.net += net_amount(line)
        self.tax += line.tax
        if not line.tax_included:
            self.adjustment -= line.discount or 0

    @property
    def vat(self) -> Vat:
        """The category and rate. Several reasons are joined: each category has one breakdown (BR-E-01)."""
        reasons = dict.fromkeys(vat.exemption for vat in self.vats if vat.exemption)
        return replace(self.vats[0], exemption="; ".join(reasons) or None)

    @property
    def basis(self) -> int:
        """The amount that the tax is computed on."""
        return self.net + self.adjustment + self.shipping

    @property
    def rate(self) -> Decimal:
        """The rate as a fraction."""
        return (self.vats[0].rate or Decimal(0)) / 100


class Sums(NamedTuple):
    """The sums of an e-invoice."""

    adjustments: tuple[Adjustment, ...]
    vat_totals: tuple[VatTotal, ...]
    totals: Totals


def sum_up(invoice: Invoice, lines: Sequence[tuple[InvoiceLine, Vat]], amounts: Amounts) -> Sums:
    """The sums; raises NotStated if the lines do not add up to the invoice's tax and total."""
    groups = _group(lines)
    _add_shipping(invoice, groups, amounts)
    _settle_tax(invoice, groups)
    _settle_total(invoice, groups)
    adjustments = tuple(_list_adjustments(groups, amounts))
    vat_totals = tuple(VatTotal(group.vat, amounts.state(group.basis), amounts.state(group.tax)) for group in groups)
    for total, group in zip(vat_totals, groups, strict=True):
        _check_tax(total, group, amounts)
    return Sums(adjustments, vat_totals, _total(invoice, groups, adjustments, amounts))


def _group(lines: Sequence[tuple[InvoiceLine, Vat]]) -> list[Group]:
    groups: dict[tuple[str, Decimal | None], Group] = defaultdict(Group)
    for line, vat in lines:
        groups[vat.category, vat.rate].add(line, vat)
    return list(groups.values())


def _add_shipping(invoice: Invoice, groups: list[Group], amounts: Amounts) -> None:
    """Shipping has the only rate there is, or the one that gives its tax, apart from rounding."""
    shipping, tax = invoice.shipping or 0, invoice.shipping_tax or 0
    fitting = [group for group in groups if len(groups) == 1 or abs(shipping * group.rate - tax) < amounts.step]
    if shipping and len(fitting) == 1:
        fitting[0].shipping = shipping
        fitting[0].tax += tax
        # Its tax is rounded separately, like a line's.
        fitting[0].lines += 1


def _list_adjustments(groups: list[Group], amounts: Amounts) -> Iterator[Adjustment]:
    for group in groups:
        if group.adjustment:
            yield Adjustment(amounts.state(group.adjustment), group.vat)
        if group.shipping:
            yield Adjustment(amounts.state(group.shipping), group.vat, is_shipping=True)


def _settle_tax(invoice: Invoice, groups: list[Group]) -> None:
    if len(groups) == 1:
        # All tax has this rate, even if it was rounded once and not line by line.
        groups[0].tax = invoice.tax
    elif sum(group.tax for group in groups) != invoice.tax:
        raise NotStated(Gap.TAX_AMOUNT)


def _settle_total(invoice: Invoice, groups: list[Group]) -> None:
    """The difference to the lines is a discount or charge on the invoice; with a single rate, it has that rate."""
    open_amount = invoice.total - invoice.tax - sum(group.basis for group in groups)
    if open_amount and len(groups) > 1:
        raise NotStated(Gap.TOTALS)
    groups[0].adjustment += open_amount


def _check_tax(total: VatTotal, group: Group, amounts: Amounts) -> None:
    """BR-CO-17 and similar: the tax is the basis times the rate, within the rounding of each line."""
    rate = group.rate
    error = abs(total.tax - total.basis * rate)
    from_rounding = group.lines * amounts.smallest / 2 * (1 + rate)
    # The schematron tolerates one unit of the currency, but nothing for rates that round to zero.
    tolerance = min(from_rounding, Decimal("0.99")) if rate else Decimal(0)
    if error > tolerance or (rate < Decimal("0.005") and abs(total.tax) >= Decimal("0.5")):
        raise NotStated(Gap.TAX_AMOUNT)


def _total(invoice: Invoice, groups: list[Group], adjustments: tuple[Adjustment, ...], amounts: Amounts) -> Totals:
    settled = invoice.total - invoice.amount_paid - invoice.amount_remaining
    if settled and settled not in _settled_otherwise(invoice):
        raise NotStated(Gap.PAYMENTS)
    return Totals(
        lines=amounts.state(sum(group.net for group in groups)),
        charges=sum((each.amount for each in adjustments if each.amount > 0), amounts.state(0)),
        allowances=sum((-each.amount for each in adjustments if each.amount < 0), amounts.state(0)),
        basis=amounts.state(invoice.total - invoice.tax),
        tax=amounts.state(invoice.tax),
        total=amounts.state(invoice.total),
        prepaid=amounts.state(invoice.total - invoice.amount_remaining),
        due=amounts.state(invoice.amount_remaining),
    )


def _settled_otherwise(invoice: Invoice) -> tuple[int, int]:
    """What may have settled a part of the total without a payment: the customer's balance, and credit notes with it.

    It counts as paid in advance (BT-113). A debt on the balance is negative: more is due than the total.
    """
    by_balance = invoice.total - invoice.amount_due
    return by_balance, by_balance + (invoice.pre_payment_credited or 0)
