"""How an invoice shows money, numbers and days in the buyer's locale."""

import re
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent, get_currency_symbol

from models.values.instant import Instant
from models.values.locales import parse_locale
from models.values.money import format_on_paper
from models.values.time_zone import day_in
from pdf.locales.catalogues import list_languages

# Without a known language: English, with dates whose day nobody reads as the month.
_FALLBACK = "en-GB"
# As wide as a figure; many locales of CLDR have the hyphen of the keyboard.
_MINUS = "\N{MINUS SIGN}"
_LATIN = re.compile("[A-Za-z]")


def choose_locale(*wanted: str | None) -> Locale:
    """The first locale whose language has labels, so that figures and labels match."""
    for identifier in (*wanted, _FALLBACK):
        try:
            locale = parse_locale(identifier or "")
        except ValueError:
            continue
        if locale.language in list_languages():
            return locale
    raise AssertionError("English always has labels.")


class Formats:
    """Formats of one locale, for amounts of one currency and days of one time zone."""

    def __init__(self, locale: Locale, currency: str, zone: str) -> None:
        self.locale = locale
        self._currency = currency
        self._zone = zone

    @property
    def language(self) -> str:
        """The locale as a BCP 47 tag."""
        return str(self.locale).replace("_", "-")

    def money(self, amount_minor: int | Decimal) -> str:
        """An amount with the currency's number of decimals; a price with more has all of its own."""
        return self._set_sign(format_on_paper(amount_minor, self._currency, self.locale))

    def number(self, value: int | Decimal) -> str:
        """A quantity."""
        return self._set_minus(format_decimal(value, locale=self.locale, decimal_quantization=False))

    def percent(self, rate: Decimal) -> str:
        """A rate with all its decimals."""
        return format_percent(rate / 100, locale=self.locale, decimal_quantization=False)

    def day(self, instant: Instant) -> str:
        """The day in the long form: 3 March 2026."""
        return format_date(day_in(instant, self._zone), "long", locale=self.locale)

    def period(self, start: Instant | None, end: Instant | None) -> str | None:
        """The first and last day, or the only one; None if one is unknown."""
        if start is None or end is None:
            return None
        days = dict.fromkeys(day_in(each, self._zone) for each in (start, end))
        return " – ".join(format_skeleton("yMMMd", day, locale=self.locale) for day in days)

    def _set_minus(self, text: str) -> str:
        """On a right-to-left page, a mark keeps the minus at the left of its figures, where CLDR has it."""
        return text.replace("-", f"\u200e{_MINUS}" if self.locale.text_direction == "rtl" else _MINUS)

    def _set_sign(self, text: str) -> str:
        """Puts a space between letters and figures, as CLDR asks for but Babel omits: KWD 1.234; writes a real minus.

        On a right-to-left page, a mark after US$ keeps it from being drawn as $US (UAX #9, 2.6).
        """
        text = self._set_minus(text)
        sign = get_currency_symbol(self._currency, self.locale)
        if sign[-1:].isalpha():
            text = re.sub(rf"({re.escape(sign)})(?=\d)", "\\1\u00a0", text)
        rtl = self.locale.text_direction == "rtl"
        return text.replace(sign, f"{sign}\u200e") if rtl and _LATIN.match(sign) else text
