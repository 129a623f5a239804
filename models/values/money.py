"""Money in integer minor units of an ISO 4217 currency, as exact decimals and as localised text."""

from decimal import Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision

FALLBACK_LOCALE = "en"

_EXACT = Context(prec=60)


class Amount(NamedTuple):
    """An amount in minor units of a currency."""

    amount_minor: int
    currency: str


@lru_cache(maxsize=512)
def currency_exponent(currency: str) -> int:
    """The currency's number of decimals: 2 for GBP, 0 for JPY, 3 for KWD (CLDR, through Babel)."""
    return get_currency_precision(currency)


def plain_decimal(value: Decimal) -> str:
    """A decimal as text without an exponent."""
    return format(value, "f")


def major_units(amount_minor: int | Decimal, currency: str) -> Decimal:
    """The exact amount in major units, with the currency's number of decimals: 1234 GBP → 12.34."""
    return Decimal(amount_minor).scaleb(-currency_exponent(currency), _EXACT)


def decimal_text(amount_minor: int, currency: str) -> str:
    """The amount in major units as plain text: -5 GBP → "-0.05", 5 JPY → "5"."""
    return plain_decimal(major_units(amount_minor, currency))


@lru_cache(maxsize=512)
def parse_locale(identifier: str) -> Locale:
    """Babel's locale for a BCP 47 or POSIX identifier ("en-GB", "en_GB"); raises ValueError if unknown."""
    try:
        return Locale.parse(identifier.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(f"unknown locale {identifier!r}") from error


def locale_or_fallback(identifier: str | None) -> Locale:
    """The locale of an identifier; English if it is missing or unknown."""
    try:
        return parse_locale(identifier or FALLBACK_LOCALE)
    except ValueError:
        return parse_locale(FALLBACK_LOCALE)


@lru_cache(maxsize=8192)
def format_money(amount_minor: int, currency: str, locale: Locale) -> str:
    """The amount in the format of a locale: 123456 EUR in de → "1.234,56 €"."""
    return format_currency(major_units(amount_minor, currency), currency, locale=locale)


def format_unit_price(unit_amount: Decimal, currency: str, locale: Locale) -> str:
    """A price given in minor units, with all its decimals and at least the currency's number of them."""
    major = major_units(unit_amount, currency)
    return format_currency(major, currency, locale=locale, decimal_quantization=False)
