"""Exact decimals: read from JSON without loss, and rounded without a float."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any

from intake.refused import Refused
from intake.shapes.limits import INT64, MAX_DECIMALS

_EXACT = Context(prec=80)
_PLAIN = re.compile(r"-?\d{1,19}(\.\d{1,40})?", re.ASCII)
_NUMBERS = frozenset({str, int, float, Decimal})


def parse_decimal(value: Any) -> Decimal:
    """A JSON number or a plain decimal text, without trailing zeros; Refused beyond 64 bits or 20 decimals."""
    if type(value) not in _NUMBERS:
        raise Refused("is not a decimal number")
    return _parse(value)


def round_half_even(value: Decimal, where: str) -> int:
    """Minor units; Refused beyond 64 bits."""
    rounded = int(value.to_integral_value(ROUND_HALF_EVEN, _EXACT))
    if rounded not in INT64:
        raise Refused(f"{where} is beyond 64 bits")
    return rounded


# Quantities, prices and percentages are few, and stand in every line. 1 and 1.0 are equal, but not read alike.
@lru_cache(maxsize=4096, typed=True)
def _parse(value: str | int | float | Decimal) -> Decimal:
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        raise Refused("is not a decimal number of up to 64 bits")
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or number.adjusted() > 19 or not INT64.start <= number < INT64.stop:
        raise Refused("is beyond 64 bits")
    return _trim(number)


def _trim(number: Decimal) -> Decimal:
    if not number:
        return Decimal(0)
    trimmed = number.normalize(_EXACT)
    _, digits, exponent = trimmed.as_tuple()
    if len(digits) > 60 or not isinstance(exponent, int) or exponent < -MAX_DECIMALS:
        raise Refused(f"has more than {MAX_DECIMALS} decimals")
    return trimmed
