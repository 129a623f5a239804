"""What settles an invoice, and what lies between its lines and its total: amounts that add up, in minor units."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from models.billing.invoice import Invoice


class SettlementKind(StrEnum):
    """What lies between an invoice's total and what was asked for."""

    CREDITED = "credited"
    CREDIT_APPLIED = "credit_applied"
    PREVIOUS_BALANCE = "previous_balance"
    CARRIED_OVER = "carried_over"
    OVERPAID = "overpaid"


class Settlement(NamedTuple):
    """An amount that is added to the total; zero at no time."""

    kind: SettlementKind
    amount: int


class BeforeTax(NamedTuple):
    """What is charged before tax is put on top; the discount and the credits are what was taken off."""

    subtotal: int
    discount: int
    credits: int
    shipping: int

    @property
    def amount(self) -> int:
        """What they come to."""
        return self.subtotal - self.discount - self.credits + self.shipping


def list_settlements(invoice: Invoice) -> Iterator[Settlement]:
    """Credit notes before the payment, and the buyer's balance: with them the total is what is paid and due."""
    difference = invoice.amount_paid + invoice.amount_remaining - invoice.total
    credited = credited_before_payment(invoice)
    if credited:
        yield Settlement(SettlementKind.CREDITED, -credited)
    if difference + credited:
        yield Settlement(_name_balance(invoice, difference + credited), difference + credited)


def credited_before_payment(invoice: Invoice) -> int:
    """What credit notes took off what was to be paid."""
    difference = invoice.amount_paid + invoice.amount_remaining - invoice.total
    return min(invoice.pre_payment_credited or 0, max(0, -difference))


def _name_balance(invoice: Invoice, amount: int) -> SettlementKind:
    """A negative balance is the buyer's credit, a positive one what it owed before."""
    before, after = invoice.starting_balance, invoice.ending_balance
    if amount < 0:
        is_put_off = before is not None and after is not None and before >= 0 and after > before
        return SettlementKind.CARRIED_OVER if is_put_off else SettlementKind.CREDIT_APPLIED
    return SettlementKind.OVERPAID if before is not None and before <= 0 else SettlementKind.PREVIOUS_BALANCE


def read_before_tax(invoice: Invoice, lines: int, discount: int, wanted: int) -> BeforeTax:
    """The subtotal, discount, billing credits and shipping. They come to `wanted` if any reading of the data does.

    `lines` are the sum of its lines, `discount` is what all discounts took off.
    """
    shipping, taken = invoice.shipping or 0, invoice.billing_credits or 0
    readings = [BeforeTax(invoice.subtotal, discount, taken, shipping)]
    # The tax on shipping can be in its price, and the discounts of lines in the subtotal already.
    readings.append(BeforeTax(invoice.subtotal, discount, taken, shipping + (invoice.shipping_tax or 0)))
    unsaid = invoice.subtotal - taken + shipping - wanted
    if invoice.discount is None and unsaid * invoice.subtotal >= 0:
        readings.append(BeforeTax(invoice.subtotal, unsaid, taken, shipping))
    readings += [BeforeTax(lines, discount, taken, shipping), BeforeTax(invoice.subtotal, 0, taken, shipping)]
    return next((each for each in readings if each.amount == wanted), readings[0])
