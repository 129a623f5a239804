"""Exact decimals: read from JSON without loss, and rounded without a float."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from intake.refused import Refused
from intake.shapes.limits import INT64, MAX_DECIMALS

_EXACT = Context(prec=80)
_SURELY_64_BITS = 18
_PLAIN = re.compile(r"-?\d{1,19}(\.\d{1,40})?", re.ASCII)


def parse_decimal(value: Any, where: str) -> Decimal:
    """A JSON number or a plain decimal text, without trailing zeros; Refused beyond 64 bits or 20 decimals."""
    if type(value) is str and len(value) <= _SURELY_64_BITS and value.isascii() and value.isdecimal():
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Refused(f"{where} is not a decimal number")
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        raise Refused(f"{where} is not a decimal number of up to 64 bits")
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or number.adjusted() > 19 or not INT64.start <= number < INT64.stop:
        raise Refused(f"{where} is beyond 64 bits")
    return _trim(number, where)


def round_half_even(value: Decimal, where: str) -> int:
    """Minor units; Refused beyond 64 bits."""
    rounded = int(value.to_integral_value(ROUND_HALF_EVEN, _EXACT))
    if rounded not in INT64:
        raise Refused(f"{where} is beyond 64 bits")
    return rounded


def _trim(number: Decimal, where: str) -> Decimal:
    if not number:
        return Decimal(0)
    trimmed = number.normalize(_EXACT)
    _, digits, exponent = trimmed.as_tuple()
    if len(digits) > 60 or not isinstance(exponent, int) or exponent < -MAX_DECIMALS:
        raise Refused(f"{where} has more than {MAX_DECIMALS} decimals")
    return trimmed
