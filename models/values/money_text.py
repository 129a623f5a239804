"""Amounts for people, quickly: how Babel writes a currency in a locale is learnt once from a few samples."""

import re
from collections.abc import Callable
from functools import lru_cache

from babel import Locale

from models.values.money import currency_exponent, format_money, locale_or_fallback

# What stands before the first digit, the digits with what is between them, and what stands after the last.
_PARTS = re.compile(r"(\D*)(\d(?:.*\d)?)(\D*)", re.DOTALL)
# Twelve digits before the decimal mark show two whole groups in every way of grouping.
_LONG = 123_456_789_012


def amount_text(amount_minor: int, currency: str, identifier: str | None) -> str:
    """`format_money` for a locale's identifier, English standing in for a missing and an unknown one."""
    return _writer(currency, identifier)(amount_minor)


@lru_cache(maxsize=2048)
def _writer(currency: str, identifier: str | None) -> Callable[[int], str]:
    locale = locale_or_fallback(identifier)
    try:
        write = _learn(currency, locale)
    except ValueError:
        return lambda amount_minor: format_money(amount_minor, currency, locale)
    return write


def _learn(currency: str, locale: Locale) -> Callable[[int], str]:
    """Raises ValueError where the samples show a way of writing that is not understood."""
    exponent = currency_exponent(currency)
    unit = 10**exponent
    prefix, _, suffix = _parts(0, currency, locale)
    minus_prefix, _, minus_suffix = _parts(-1, currency, locale)
    mark = _parts(0, currency, locale)[1].strip("0")
    after = exponent + len(mark)
    long = _parts(_LONG * unit, currency, locale)[1]
    separator, first, further = _grouping(long[: len(long) - after])
    # Some languages group only where two digits or more stand before the separator.
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
    """The separator, the length of the last group and that of those before it."""
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
