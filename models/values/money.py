"""Money in integer minor units of an ISO 4217 currency, as exact decimals and as localised text."""

from copy import copy
from decimal import Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from babel.numbers import NumberPattern, format_currency, get_currency_precision

_EXACT = Context(prec=60)

# https://docs.stripe.com/currencies#zero-decimal; the rest has two, ISK and UGX among them.
_WITHOUT_DECIMALS = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
_WITH_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
# Two decimals for the platform, none in ISO 4217.
_WRITTEN_WHOLE = frozenset({"ISK", "UGX"})
_EXPONENTS = dict.fromkeys(_WITHOUT_DECIMALS.split(), 0) | dict.fromkeys(_WITH_THREE_DECIMALS.split(), 3)


class Amount(NamedTuple):
    """Minor units of a currency."""

    amount_minor: int
    currency: str


def currency_exponent(currency: str) -> int:
    """How many decimals the platform counts the currency in: 2 for GBP and ISK, 0 for JPY, 3 for KWD.

    CLDR tells another number: how many of them people write.
    """
    return _EXPONENTS.get(currency, 2)


@lru_cache(maxsize=512)
def displayed_digits(currency: str) -> int:
    """How many decimals people write where an amount has no fraction beyond them: 2 for GBP, 0 for ISK (CLDR)."""
    return get_currency_precision(currency)


def plain_decimal(value: Decimal) -> str:
    """A decimal in plain notation, never exponential."""
    return format(value, "f")


def major_units(amount_minor: int | Decimal, currency: str) -> Decimal:
    """The amount in major units, exactly and with the currency's own decimals: 1234 GBP → 12.34."""
    return Decimal(amount_minor).scaleb(-currency_exponent(currency), _EXACT)


def decimal_text(amount_minor: int, currency: str) -> str:
    """The amount in major units as plain text: -5 GBP → "-0.05", 5 JPY → "5"."""
    return plain_decimal(major_units(amount_minor, currency))


@lru_cache(maxsize=8192)
def format_money(amount_minor: int, currency: str, locale: Locale) -> str:
    """The amount as people write it there: 123456 EUR in de → "1.234,56 €", 219000 ISK in en → "ISK 2,190"."""
    return format_unit_price(Decimal(amount_minor), currency, locale)


def format_unit_price(unit_amount: Decimal, currency: str, locale: Locale) -> str:
    """A price in minor units with all the decimals it has, never with a part of those that the currency has."""
    return _format(unit_amount, currency, locale, displayed_digits(currency))


@lru_cache(maxsize=8192)
def format_on_paper(amount_minor: int | Decimal, currency: str, locale: Locale) -> str:
    """The same with the decimals of ISO 4217, also where people leave them out: 150000 RSD in en → "RSD 1,500.00"."""
    least = 0 if currency in _WRITTEN_WHOLE else currency_exponent(currency)
    return _format(Decimal(amount_minor), currency, locale, least)


def _format(amount_minor: Decimal, currency: str, locale: Locale, least: int) -> str:
    major = major_units(amount_minor, currency)
    fraction = -int(major.normalize(_EXACT).as_tuple().exponent)
    digits = least if fraction <= least else max(fraction, currency_exponent(currency))
    if digits == displayed_digits(currency):
        return format_currency(major, currency, locale=locale)
    return format_currency(major, currency, _pattern(locale, digits), locale=locale, currency_digits=False)


@lru_cache(maxsize=512)
def _pattern(locale: Locale, digits: int) -> NumberPattern:
    pattern: NumberPattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    return pattern
