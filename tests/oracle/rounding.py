"""Whole minor units from exact fractions."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor


def half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


@dataclass(frozen=True)
class Between:
    """An amount that the documentation does not settle to the last unit: every whole number in between is right."""

    low: Fraction
    high: Fraction

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and self.low <= other <= self.high

    def __hash__(self) -> int:
        return hash((self.low, self.high))


def about(amount: Fraction, units: Fraction | int) -> Between:
    """The amount, with so many units of doubt."""
    return Between(amount - units, amount + units)
