"""Formats amounts and times for one operator."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent

from dashboard.page.preferences import Preferences
from models.values.instant import Instant, from_datetime, to_datetime
from models.values.money import format_money
from models.values.time_zone import day_in, local_time


@dataclass(frozen=True, slots=True)
class Formats:
    """Texts in the operator's locale. Times are in their time zone and show its name; days are days of the seller's."""

    preferences: Preferences
    seller_zone: str

    def money(self, amount_minor: int, currency: str) -> str:
        """Minor units in the locale's format: 123456 EUR → "1.234,56 €"."""
        return format_money(amount_minor, currency, self.preferences.locale)

    def number(self, value: int | Decimal) -> str:
        """A number with all its decimals and the locale's separators."""
        return format_decimal(value, locale=self.preferences.locale, decimal_quantization=False)

    def percent(self, rate: Decimal) -> str:
        """A rate in percent, with all its decimals: "19%"."""
        return format_percent(rate / 100, locale=self.preferences.locale, decimal_quantization=False)

    def day(self, instant: Instant) -> str:
        """The day in the seller's time zone, as on its invoices: "22 Nov 2026"."""
        return _day_text(day_in(instant, self.seller_zone), self.preferences.locale)

    def moment(self, instant: Instant) -> str:
        """Day, time and zone: "22 Nov 2026, 12:00 GMT"."""
        local, locale = self.local(instant), self.preferences.locale
        clock = _time_text(time(local.hour, local.minute), locale)
        return f"{_day_text(local.date(), locale)}, {clock} {zone_name(local)}"

    def month(self, begins: Instant) -> str:
        """The month in UTC: "Nov 2026"."""
        return _month_text(to_datetime(begins).date(), self.preferences.locale)

    def local(self, instant: Instant) -> datetime:
        """The time in the operator's time zone."""
        return local_time(instant, self.preferences.zone)

    def day_begins(self, day: date) -> Instant:
        """The start of the day in the operator's time zone."""
        return from_datetime(datetime(day.year, day.month, day.day, tzinfo=self.preferences.zone))

    def zone(self, instant: Instant) -> str:
        """The name of the time zone at that time: "BST", or "UTC+05:30" if it has no name."""
        return zone_name(self.local(instant))

    def describe_zone(self, instant: Instant) -> str:
        """The operator's time zone with its name at that time: "London time (GMT)", or its name alone: "UTC"."""
        name, place = self.zone(instant), self.preferences.zone.key.rpartition("/")[2].replace("_", " ")
        return name if place == name else f"{place} time ({name})"


# A page shows the same few days, times and months many times.


@lru_cache(maxsize=4096)
def _day_text(day: date, locale: Locale) -> str:
    return format_date(day, "medium", locale)


@lru_cache(maxsize=4096)
def _time_text(clock: time, locale: Locale) -> str:
    return format_time(clock, "short", locale=locale)


@lru_cache(maxsize=1024)
def _month_text(day: date, locale: Locale) -> str:
    return format_skeleton("yMMM", day, locale=locale)


def zone_name(local: datetime) -> str:
    """The time zone of an aware time: its letters, else its offset from UTC."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    offset = local.utcoffset() or timedelta()
    sign, minutes = ("−" if offset < timedelta() else "+"), abs(offset) // timedelta(minutes=1)
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"
