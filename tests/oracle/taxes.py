"""What tax rates put on top of a line: docs.stripe.com/billing/taxes/tax-rates.

An inclusive rate is part of the price and changes no total; an exclusive one is added to it. A customer who is exempt,
or who owes the tax itself (reverse charge), pays none.
"""

from fractions import Fraction

from tests.oracle.books import StripeObject
from tests.oracle.discounts import Line
from tests.oracle.rounding import half_up


def tax_on_top(line: Line, customer: StripeObject) -> int:
    if customer.get("tax_exempt") in ("exempt", "reverse"):
        return 0
    return sum(half_up(line.amount * percentage(rate) / 100) for rate in line.tax_rates if rate and is_on_top(rate))


def is_on_top(rate: StripeObject) -> bool:
    return not rate["inclusive"]


def percentage(rate: StripeObject) -> Fraction:
    return Fraction(str(rate["percentage"]))


def included_tax(amount: Fraction, rates: list[StripeObject | None]) -> Fraction:
    """The part of an amount that is tax."""
    percent = sum((percentage(rate) for rate in rates if rate and rate["inclusive"]), Fraction(0))
    return amount - amount * 100 / (100 + percent)
