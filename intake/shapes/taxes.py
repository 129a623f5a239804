"""Taxes as Stripe gives them: `(total_)tax_amounts` before 2025-03-31, `taxes` and `total_taxes` since."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from intake.shapes.fields import Fields
from intake.shapes.limits import INT64
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Row
from models.values.money import plain_decimal


class Tax(NamedTuple):
    """An entry of such a list, and where it names its rate; `reason` is Stripe's `taxability_reason`."""

    entry: Fields
    naming: Fields
    amount: int
    is_included: bool
    reason: str | None


def read_taxes(fields: Fields, *names: str) -> list[Tax] | None:
    """The entries of the first of the lists that is there."""
    for name in names:
        if fields.has(name):
            entries = fields.children(name)
            return None if entries is None else [_read_tax(entry) for entry in entries]
    return None


def sum_amounts(entries: Sequence[Fields]) -> int:
    """What discounts come to, in minor units."""
    return _sum([entry.need(entry.whole, "amount") for entry in entries], entries)


def sum_billing_credits(fields: Fields, name: str) -> int | None:
    """Since 2024: among what is taken off before tax, beside the discounts, which are told apart already."""
    entries = fields.children(name)
    if entries is None:
        return None
    return sum_amounts([entry for entry in entries if entry.text("type") == "credit_balance_transaction"])


def sum_taxes(taxes: Sequence[Tax]) -> int:
    """What they come to, in minor units: those within the amount and those on top of it."""
    return _sum([tax.amount for tax in taxes], [tax.entry for tax in taxes])


def sum_taxes_on_top(taxes: Sequence[Tax]) -> int:
    """What they add to the amount, in minor units."""
    return sum(tax.amount for tax in taxes if not tax.is_included)


def describe_taxes(taxes: Sequence[Tax], neighbours: Neighbours) -> list[Row]:
    """Each with its rate, `[{rate_id, percentage, taxable, amount, included, reason}]`; the rates are taken in.

    The percentage is given where no rate is named.
    """
    return [_describe(tax, neighbours) for tax in taxes]


def read_tax_rate(line: Fields, taxes: Sequence[Tax]) -> Decimal | None:
    """The percentage of a line's only tax; None when there are several, or when the file does not say."""
    named = line.children("tax_rates") or []
    if len(taxes) > 1 or len(named) > 1:
        return None
    found = [_percentage_of(tax.naming) for tax in taxes] + [read_percentage(rate) for rate in named]
    return next((percentage for percentage in found if percentage is not None), None)


def read_tax_reason(taxes: Sequence[Tax]) -> str | None:
    """The reason where every entry gives the same one; None otherwise."""
    reasons = {tax.reason for tax in taxes}
    return reasons.pop() if len(reasons) == 1 else None


def is_tax_included(taxes: Sequence[Tax]) -> bool:
    """Whether the amount holds all of the tax."""
    return {tax.is_included for tax in taxes if tax.amount} == {True}


def _read_tax(entry: Fields) -> Tax:
    is_included = entry.flag("inclusive") is True or entry.text("tax_behavior") == "inclusive"
    naming = entry.child("tax_rate_details") or entry
    return Tax(entry, naming, entry.need(entry.whole, "amount"), is_included, entry.text("taxability_reason"))


def _sum(amounts: Sequence[int], entries: Sequence[Fields]) -> int:
    total = sum(amounts)
    if total not in INT64:
        raise entries[0].refuse("amount", "and the others add up beyond 64 bits")
    return total


def _describe(tax: Tax, neighbours: Neighbours) -> Row:
    rate = neighbours.find("tax_rate", "tax_rate", tax.naming)
    percentage = None if rate else _percentage_of(tax.naming)
    return {
        "rate_id": rate,
        "percentage": None if percentage is None else plain_decimal(percentage),
        "taxable": tax.entry.whole("taxable_amount"),
        "amount": tax.amount,
        "included": tax.is_included,
        "reason": tax.reason,
    }


def read_percentage(rate: Fields) -> Decimal | None:
    """What a rate takes in percent; None of one that takes an amount, whose percentage the platform gives as 0."""
    if rate.text("rate_type") == "flat_amount" or rate.has("flat_amount"):
        return None
    return rate.exact("percentage_decimal" if rate.has("percentage_decimal") else "percentage")


def _percentage_of(naming: Fields) -> Decimal | None:
    rate = naming.expanded("tax_rate")
    stated = read_percentage(naming)
    return read_percentage(rate) if stated is None and rate else stated
