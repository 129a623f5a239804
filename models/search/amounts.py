"""Amounts with their currency, as people type them: "19.99 USD", "€1.234,56", "$5", "JPY 500"."""

import re
from decimal import Decimal

from models.values.money import currency_exponent
from models.values.naming import fold

_SIGNS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "zł": "PLN", "₺": "TRY"}
_AMOUNT = re.compile(
    r"(?P<before>[a-z]{3}|us\$|[$€£¥₹₩₺]|zł)?\s*"
    r"(?P<minus>[-−])?\s*(?P<number>\d[\d.,'’\s]*)"
    r"\s*(?P<after>[a-z]{3}|us\$|[$€£¥₹₩₺]|zł)?"
)
_MOST_DIGITS = 18


def read_amount(text: str) -> tuple[str, int] | None:
    """The currency's code and the minor units; None for what is no amount, or has no currency or two."""
    found = _AMOUNT.fullmatch(fold(text).strip())
    if found is None or (found["before"] is None) is (found["after"] is None):
        return None
    named = found["before"] or found["after"]
    currency = _SIGNS.get(named) or named.upper()
    minor = _minor_units(found["number"], currency_exponent(currency))
    return None if minor is None else (currency, -minor if found["minus"] else minor)


def _minor_units(number: str, exponent: int) -> int | None:
    digits = re.sub(r"[\s'’]", "", number)
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and _is_decimal_point(digits, last, exponent):
        whole, fraction = digits[:last], digits[last + 1 :]
    else:
        whole, fraction = digits, ""
    plain = re.sub("[.,]", "", whole)
    if len(fraction) > exponent or len(plain) + exponent > _MOST_DIGITS:
        return None
    return int(Decimal(f"{plain or 0}.{fraction or 0}").scaleb(exponent))


def _is_decimal_point(digits: str, last: int, exponent: int) -> bool:
    """Whether what follows the last point or comma is a fraction; three digits after it mostly are thousands."""
    sign, behind = digits[last], len(digits) - last - 1
    if digits.count(sign) > 1:
        return False
    has_both = "." in digits and "," in digits
    return has_both or behind != 3 or exponent == 3
