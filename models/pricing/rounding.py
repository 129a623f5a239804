"""How the platform rounds: each line on its own, half up."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=60)
_WHOLE = Decimal(1)


def round_half_up(value: Decimal) -> int:
    """Whole minor units; a half is rounded away from zero, as Stripe rounds an invoice's lines."""
    return int(value.quantize(_WHOLE, rounding=ROUND_HALF_UP, context=_EXACT))


def times(one: Decimal | int, other: Decimal | int) -> Decimal:
    """The exact product."""
    return _EXACT.multiply(Decimal(one), Decimal(other))


def percent_of(amount: int, percent: Decimal) -> int:
    """That many percent of an amount, in whole minor units."""
    return round_half_up(times(amount, percent).scaleb(-2, _EXACT))


def part_of(amount: int, part: int, whole: int) -> int:
    """The amount times part ÷ whole, in whole minor units."""
    return round_half_up(_EXACT.divide(times(amount, part), Decimal(whole)))


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares of a total that are in proportion to the weights and add up to it; all zero without weights."""
    whole, shares, given, passed = sum(weights), [], 0, 0
    for weight in weights:
        passed += weight
        until = part_of(total, passed, whole) if whole else 0
        shares.append(until - given)
        given = until
    return shares
