"""Taxes at fixed rates."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from models.pricing.rounding import percent_of


class TaxRate(NamedTuple):
    """`percentage` as in 20 for 20 %; an `inclusive` rate is part of the price already."""

    percentage: Decimal
    inclusive: bool


def tax_on_top(amount: int, rates: Iterable[TaxRate]) -> int:
    """The tax that is added to a line's amount, in minor units: each rate is rounded for itself."""
    return sum(percent_of(amount, rate.percentage) for rate in rates if not rate.inclusive)
