"""The sums below an invoice's lines: a column of amounts that add up to the total, and then to what is due."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.billing.invoice import Invoice, InvoiceStatus
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
    """The subtotal, discount and shipping. They add up to `wanted` if any reading of the data does."""
    invoice = issued.invoice
    lines = sum(line.amount for line in issued.lines)
    shipping = invoice.shipping or 0
    discount = total_discount(issued)
    readings = [(invoice.subtotal, discount, shipping)]
    # The tax on shipping can be in its price, and the discounts of lines in the subtotal already.
    readings.append((invoice.subtotal, discount, shipping + (invoice.shipping_tax or 0)))
    unsaid = invoice.subtotal + shipping - wanted
    if invoice.discount is None and unsaid * invoice.subtotal >= 0:
        readings.append((invoice.subtotal, unsaid, shipping))
    readings += [(lines, discount, shipping), (invoice.subtotal, 0, shipping)]
    fitting = (each for each in readings if each[0] - each[1] + each[2] == wanted)
    subtotal, discount, shipping = next(fitting, readings[0])
    sums = [Sum("subtotal", subtotal), Sum("discount", -discount), Sum("shipping", shipping)]
    return [each for each in sums if each.amount or each.kind == "subtotal"]


def _settlements(invoice: Invoice) -> Iterator[Sum]:
    """What lies between the total and what was asked for: credit notes and the buyer's balance."""
    open_amount = invoice.amount_paid + invoice.amount_remaining - invoice.total
    credited = min(invoice.pre_payment_credited or 0, max(0, -open_amount))
    if credited:
        yield Sum("credited", -credited)
    if open_amount + credited:
        yield Sum(_name_balance(invoice, open_amount + credited), open_amount + credited)


def _name_balance(invoice: Invoice, amount: int) -> SumKind:
    """A negative balance is the buyer's credit, a positive one what it owed before."""
    before, after = invoice.starting_balance, invoice.ending_balance
    if amount < 0:
        is_put_off = before is not None and after is not None and before >= 0 and after > before
        return "carried_over" if is_put_off else "credit_applied"
    return "overpaid" if before is not None and before <= 0 else "previous_balance"
