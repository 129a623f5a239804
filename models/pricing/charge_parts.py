"""How the amount of a subscription's next charge comes about."""

from collections.abc import Iterable
from typing import NamedTuple

from models.pricing.next_charge import item_lines, less_discounts, next_charge, pending_lines, terms_of_charge
from models.pricing.terms import PayerTerms, SubscriptionTerms
from models.pricing.upcoming_invoice import Line, total_with_tax
from models.values.instant import Instant


class ChargeParts(NamedTuple):
    """Minor units that add up to the amount: a discount is zero or negative, tax is what comes on top.

    `balance` is negative for credit that is used, and positive for what was carried over.
    """

    items: int
    pending: int
    discount: int
    tax: int
    balance: int

    @property
    def amount(self) -> int:
        """What is charged."""
        return sum(self)


def charge_parts(terms: SubscriptionTerms, payer: PayerTerms, now: Instant) -> ChargeParts | None:
    """The parts of the amount of `next_charge`; None where no charge will come or its amount can't be known."""
    found = next_charge(terms, payer, now)
    if found is None or found.amount is None:
        return None
    due = terms_of_charge(terms, found.at, now)
    items, pending = item_lines(due, payer, found.at), pending_lines(due, payer)
    left = less_discounts([*items, *pending], due, payer, found.at)
    total = total_with_tax(left)
    gross = _sum(items) + _sum(pending)
    return ChargeParts(
        items=_sum(items),
        pending=_sum(pending),
        discount=_sum(left) - gross,
        tax=total - _sum(left),
        balance=found.amount - total,
    )


def _sum(lines: Iterable[Line]) -> int:
    return sum(line.amount for line in lines)
