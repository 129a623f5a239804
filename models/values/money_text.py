"""Fast formatting of amounts: a currency's format in a locale is derived once from a few samples by Babel."""

import re
from collections.abc import Callable
from functools import lru_cache

from babel import Locale

from models.values.locales import locale_or_fallback
from models.values.money import currency_exponent, displayed_digits, format_money

# Prefix, number with its separators, suffix.
_PARTS = re.compile(r"(\D*)(\d(?:.*\d)?)(\D*)", re.DOTALL)
# Twelve digits before the decimal mark contain two complete groups in every grouping style.
_LONG = 123_456_789_012


# The price of a plan is on the invoices and payments of all who have it.
@lru_cache(maxsize=2048)
def amount_text(amount_minor: int, currency: str, identifier: str | None) -> str:
    """The same text as `format_money` for a locale's identifier; English if it is missing or unknown."""
    return _formatter(currency, identifier)(amount_minor)


# By what was written: a locale is written in many ways.
@lru_cache(maxsize=1024)
def _formatter(currency: str, identifier: str | None) -> Callable[[int], str]:
    return _formatter_in(currency, locale_or_fallback(identifier))


@lru_cache(maxsize=4096)
def _formatter_in(currency: str, locale: Locale) -> Callable[[int], str]:
    try:
        return _derive_formatter(currency, locale)
    except ValueError:
        return lambda amount_minor: format_money(amount_minor, currency, locale)


def _derive_formatter(currency: str, locale: Locale) -> Callable[[int], str]:
    """Raises ValueError if the derived formatter differs from Babel on a sample."""
    exponent = currency_exponent(currency)
    if exponent != displayed_digits(currency):
        raise ValueError(f"{currency} is written with fewer digits than it has, where it can be")
    unit = 10**exponent
    prefix, _, suffix = _parts(0, currency, locale)
    minus_prefix, _, minus_suffix = _parts(-1, currency, locale)
    mark = _parts(0, currency, locale)[1].strip("0")
    after = exponent + len(mark)
    long = _parts(_LONG * unit, currency, locale)[1]
    separator, first, further = _grouping(long[: len(long) - after])
    # Some languages group only if at least two digits come before the separator.
    short = _parts(10**first * unit, currency, locale)[1]
    shortest = first + (1 if separator in short[: len(short) - after] else 2)

    def write(amount_minor: int) -> str:
        digits = str(abs(amount_minor)).rjust(exponent + 1, "0")
        whole, fraction = digits[: len(digits) - exponent], digits[len(digits) - exponent :]
        if len(whole) >= shortest:
            whole = _grouped(whole, separator, first, further)
        if amount_minor < 0:
            return f"{minus_prefix}{whole}{mark}{fraction}{minus_suffix}"
        return f"{prefix}{whole}{mark}{fraction}{suffix}"

    for sample in (0, -1, unit, -(10**first) * unit, 10 ** (first + 1) * unit, _LONG * unit + 1):
        if write(sample) != format_money(sample, currency, locale):
            raise ValueError(f"{currency} in {locale}")
    return write


def _parts(amount_minor: int, currency: str, locale: Locale) -> tuple[str, str, str]:
    match = _PARTS.fullmatch(format_money(amount_minor, currency, locale))
    if match is None:
        raise ValueError(f"{currency} in {locale}")
    return match[1], match[2], match[3]


def _grouping(whole: str) -> tuple[str, int, int]:
    """The separator, the length of the last group, and the length of the groups before it."""
    groups = re.split(r"\D+", whole)
    separators = re.findall(r"\D+", whole)
    if len(groups) < 3:
        raise ValueError(whole)
    return separators[-1], len(groups[-1]), len(groups[-2])


def _grouped(whole: str, separator: str, first: int, further: int) -> str:
    groups = [whole[-first:]]
    whole = whole[:-first]
    while whole:
        groups.append(whole[-further:])
        whole = whole[:-further]
    return separator.join(reversed(groups))
