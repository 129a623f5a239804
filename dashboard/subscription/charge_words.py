"""How the amount of the next charge comes about, in the words of the page."""

from typing import NamedTuple

from dashboard.page.formats import Formats
from models.pricing.charge_parts import ChargeParts


class ChargePart(NamedTuple):
    """A labelled part of the amount."""

    label: str
    amount: str


def list_parts(formats: Formats, parts: ChargeParts | None, currency: str) -> list[ChargePart]:
    """The parts that there are, then their sum; none where a single part is all, or the amount is not known."""
    if parts is None:
        return []
    named = [
        ("Items", parts.items),
        ("Added to this invoice", parts.pending),
        ("Discounts", parts.discount),
        ("Tax", parts.tax),
        (_name_balance(parts), parts.balance),
    ]
    told = [ChargePart(label, formats.money(amount, currency)) for label, amount in named if amount]
    return [*told, ChargePart("To be charged", formats.money(parts.amount, currency))] if len(told) > 1 else []


def _name_balance(parts: ChargeParts) -> str:
    """A charge that comes to less than nothing is not paid out: the next ones are smaller."""
    if parts.balance < 0:
        return "Credit used"
    return "To the customer’s balance" if parts.amount == 0 else "Balance owed"
