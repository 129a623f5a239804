"""Taxes as Stripe gives them: `(total_)tax_amounts` before 2025-03-31, `taxes` and `total_taxes` since."""

from decimal import Decimal

from intake.shapes.fields import Fields
from intake.shapes.limits import INT64
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Row
from models.values.money import plain_decimal


def read_taxes(fields: Fields, *names: str) -> list[Fields] | None:
    """The entries of the first of the lists that is there."""
    for name in names:
        if fields.has(name):
            return fields.children(name)
    return None


def sum_amounts(entries: list[Fields]) -> int:
    """What taxes or discounts come to, in minor units; of taxes those within the amount and those on top of it."""
    total = sum(entry.need(entry.whole, "amount") for entry in entries)
    if total not in INT64:
        raise entries[0].refuse("amount", "and the others add up beyond 64 bits")
    return total


def sum_taxes_on_top(entries: list[Fields]) -> int:
    """What they add to the amount, in minor units."""
    return sum(entry.need(entry.whole, "amount") for entry in entries if not _is_inclusive(entry))


def describe_taxes(entries: list[Fields], neighbours: Neighbours) -> list[Row]:
    """Each with its rate, `[{rate_id, percentage, taxable, amount, included, reason}]`; the rates are taken in.

    The percentage is given where no rate is named.
    """
    return [_describe(entry, neighbours) for entry in entries]


def _describe(entry: Fields, neighbours: Neighbours) -> Row:
    rate = neighbours.find("tax_rate", "tax_rate", entry.child("tax_rate_details") or entry)
    percentage = None if rate else _percentage_of(entry)
    return {
        "rate_id": rate,
        "percentage": None if percentage is None else plain_decimal(percentage),
        "taxable": entry.whole("taxable_amount"),
        "amount": entry.need(entry.whole, "amount"),
        "included": _is_inclusive(entry),
        "reason": entry.text("taxability_reason"),
    }


def read_tax_rate(line: Fields, entries: list[Fields]) -> Decimal | None:
    """The percentage of a line's only tax; None when there are several, or when the file does not say."""
    named = line.children("tax_rates") or []
    if len(entries) > 1 or len(named) > 1:
        return None
    found = [_percentage_of(entry) for entry in entries] + [rate.exact("percentage") for rate in named]
    return next((percentage for percentage in found if percentage is not None), None)


def read_tax_reason(entries: list[Fields]) -> str | None:
    """Stripe's `taxability_reason` where every entry gives the same one; None otherwise."""
    reasons = {entry.text("taxability_reason") for entry in entries}
    return reasons.pop() if len(reasons) == 1 else None


def is_tax_included(entries: list[Fields]) -> bool:
    """Whether the amount holds all of the tax."""
    included = {_is_inclusive(entry) for entry in entries if entry.whole("amount")}
    return included == {True}


def _percentage_of(entry: Fields) -> Decimal | None:
    details = entry.child("tax_rate_details") or entry
    for name in ("percentage_decimal", "percentage"):
        if details.has(name):
            return details.exact(name)
    rate = details.expanded("tax_rate")
    return rate.exact("percentage") if rate else None


def _is_inclusive(entry: Fields) -> bool:
    return entry.flag("inclusive") is True or entry.text("tax_behavior") == "inclusive"
