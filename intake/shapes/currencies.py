"""The known currencies: ISO 4217, from Babel's CLDR data."""

from functools import cache

from babel.numbers import list_currencies


def is_currency(code: str) -> bool:
    """Whether the upper-case code is a currency's."""
    return code in _codes()


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())
