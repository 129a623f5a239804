"""The sums below an invoice's lines: a column of amounts that add up to the total, and then to what is due."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.settlement import list_settlements, read_before_tax
from pdf.content.sum_kind import SumKind
from pdf.content.tax_amounts import TaxAmount, total_discount
from resolvers.invoices.issued_invoices import IssuedInvoice


class Sum(NamedTuple):
    """An amount in minor units. "total" and "due" are the sums of all above them; the others are added."""

    kind: SumKind
    amount: int
    tax: TaxAmount | None = None


def list_sums(issued: IssuedInvoice, taxes: Sequence[TaxAmount]) -> list[Sum]:
    """From the subtotal to what is due; to the total where nothing is payable."""
    invoice = issued.invoice
    on_top = [tax for tax in taxes if not tax.kind.included]
    before_tax = _before_tax(issued, invoice.total - sum(tax.amount for tax in on_top))
    sums = [*before_tax, *(Sum("tax", tax.amount, tax) for tax in on_top)]
    missing = invoice.total - sum(each.amount for each in sums)
    sums += [Sum("adjustment", missing)] if missing else []
    sums.append(Sum("total", invoice.total))
    if invoice.is_credit or invoice.status is InvoiceStatus.VOID:
        return sums
    return [*sums, *_settlements(invoice), Sum("paid", -invoice.amount_paid), Sum("due", invoice.amount_remaining)]


def _before_tax(issued: IssuedInvoice, wanted: int) -> list[Sum]:
    """The subtotal, discount, credits and shipping. They add up to `wanted` if any reading of the data does."""
    lines = sum(line.amount for line in issued.lines)
    read = read_before_tax(issued.invoice, lines, total_discount(issued), wanted)
    sums = [
        Sum("subtotal", read.subtotal),
        Sum("discount", -read.discount),
        Sum("credit_applied", -read.credits),
        Sum("shipping", read.shipping),
    ]
    return [each for each in sums if each.amount or each.kind == "subtotal"]


def _settlements(invoice: Invoice) -> Iterator[Sum]:
    """What lies between the total and what was asked for."""
    return (Sum(each.kind.value, each.amount) for each in list_settlements(invoice))
