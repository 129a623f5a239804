"""The sums of an e-invoice: VAT by category and rate, discounts and charges, and totals equal to the invoice's."""

from collections import defaultdict
from collections.abc import Sequence
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

    __slots__ = ("adjustment", "lines", "net", "tax")

    def __init__(self) -> None:
        self.lines = self.net = self.adjustment = self.tax = 0

    def add(self, line: InvoiceLine) -> None:
        """Adds a line."""
        self.lines += 1
        self.net += net_amount(line)
        self.tax += line.tax
        if not line.tax_included:
            self.adjustment -= line.discount or 0

    @property
    def basis(self) -> int:
        """The amount that the tax is computed on."""
        return self.net + self.adjustment


class Sums(NamedTuple):
    """The sums of an e-invoice."""

    adjustments: tuple[Adjustment, ...]
    vat_totals: tuple[VatTotal, ...]
    totals: Totals


def sum_up(invoice: Invoice, lines: Sequence[tuple[InvoiceLine, Vat]], amounts: Amounts) -> Sums:
    """The sums; raises NotStated if the lines do not add up to the invoice's tax and total."""
    groups = _group(lines)
    _settle_tax(invoice, groups)
    _settle_total(invoice, groups)
    adjustments = tuple(
        Adjustment(amounts.state(group.adjustment), vat) for vat, group in groups.items() if group.adjustment
    )
    vat_totals = tuple(
        VatTotal(vat, amounts.state(group.basis), amounts.state(group.tax)) for vat, group in groups.items()
    )
    for total, group in zip(vat_totals, groups.values(), strict=True):
        _check_tax(total, group.lines, amounts)
    return Sums(adjustments, vat_totals, _total(invoice, groups, adjustments, amounts))


def _group(lines: Sequence[tuple[InvoiceLine, Vat]]) -> dict[Vat, Group]:
    groups: dict[Vat, Group] = defaultdict(Group)
    for line, vat in lines:
        groups[vat].add(line)
    return dict(groups)


def _settle_tax(invoice: Invoice, groups: dict[Vat, Group]) -> None:
    if len(groups) == 1:
        # All tax has this rate, even if it was rounded once and not line by line.
        next(iter(groups.values())).tax = invoice.tax
    elif sum(group.tax for group in groups.values()) != invoice.tax:
        raise NotStated(Gap.TAX_AMOUNT)


def _settle_total(invoice: Invoice, groups: dict[Vat, Group]) -> None:
    """The difference to the lines is a discount or charge on the invoice; with a single rate, it has that rate."""
    open_amount = invoice.total - invoice.tax - sum(group.basis for group in groups.values())
    if open_amount and len(groups) > 1:
        raise NotStated(Gap.TOTALS)
    next(iter(groups.values())).adjustment += open_amount


def _check_tax(total: VatTotal, lines: int, amounts: Amounts) -> None:
    """BR-CO-17 and similar: the tax is the basis times the rate, within the rounding of each line."""
    rate = (total.vat.rate or Decimal(0)) / 100
    error = abs(total.tax - total.basis * rate)
    from_rounding = lines * amounts.smallest / 2 * (1 + rate)
    # The schematron tolerates one unit of the currency, but nothing for rates that round to zero.
    tolerance = min(from_rounding, Decimal("0.99")) if rate else Decimal(0)
    if error > tolerance or (rate < Decimal("0.005") and abs(total.tax) >= Decimal("0.5")):
        raise NotStated(Gap.TAX_AMOUNT)


def _total(invoice: Invoice, groups: dict[Vat, Group], adjustments: tuple[Adjustment, ...], amounts: Amounts) -> Totals:
    if invoice.amount_paid + invoice.amount_remaining != invoice.total and not _is_kept_credit(invoice):
        raise NotStated(Gap.PAYMENTS)
    return Totals(
        lines=amounts.state(sum(group.net for group in groups.values())),
        charges=sum((each.amount for each in adjustments if each.amount > 0), amounts.state(0)),
        allowances=sum((-each.amount for each in adjustments if each.amount < 0), amounts.state(0)),
        basis=amounts.state(invoice.total - invoice.tax),
        tax=amounts.state(invoice.tax),
        total=amounts.state(invoice.total),
        prepaid=amounts.state(invoice.total - invoice.amount_remaining),
        due=amounts.state(invoice.amount_remaining),
    )


def _is_kept_credit(invoice: Invoice) -> bool:
    """Whether the credit went to the customer's balance, so that nothing is paid out or remains."""
    return invoice.total < 0 and invoice.amount_paid == invoice.amount_remaining == 0
