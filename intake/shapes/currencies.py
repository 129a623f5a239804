"""The currencies that there are: ISO 4217 by CLDR, through Babel."""

from functools import cache

from babel.numbers import list_currencies


def is_currency(code: str) -> bool:
    """Whether the upper-case code is a currency's."""
    return code in _codes()


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())
