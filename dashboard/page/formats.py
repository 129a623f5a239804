"""Amounts and times as one person reads them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

from dashboard.page.preferences import Person
from models.values.instant import Instant, from_datetime, to_datetime
from models.values.money import format_money


@dataclass(frozen=True, slots=True)
class Formats:
    """The texts of a page; times are in the person's own zone, whose name stands beside them."""

    person: Person

    def money(self, amount_minor: int, currency: str) -> str:
        """Minor units as the person writes them: 123456 EUR → "1.234,56 €"."""
        return format_money(amount_minor, currency, self.person.locale)

    def number(self, value: int) -> str:
        """A whole number with the person's separators."""
        return format_decimal(value, locale=self.person.locale)

    def day(self, instant: Instant) -> str:
        """The day at the person's place: "22 Nov 2026"."""
        return _day_text(self.local(instant).date(), self.person.locale)

    def moment(self, instant: Instant) -> str:
        """Day, time and zone: "22 Nov 2026, 12:00 GMT"."""
        local, locale = self.local(instant), self.person.locale
        clock = _time_text(time(local.hour, local.minute), locale)
        return f"{_day_text(local.date(), locale)}, {clock} {zone_name(local)}"

    def month(self, begins: Instant) -> str:
        """A month of UTC by its short name and year: "Nov 2026"."""
        return _month_text(to_datetime(begins).date(), self.person.locale)

    def local(self, instant: Instant) -> datetime:
        """The moment on the person's clock; beyond the calendar's end, its last moment."""
        try:
            return to_datetime(instant).astimezone(self.person.zone)
        except OverflowError:
            return datetime.max.replace(tzinfo=self.person.zone)

    def day_begins(self, day: date) -> Instant:
        """When the day begins at the person's place."""
        return from_datetime(datetime(day.year, day.month, day.day, tzinfo=self.person.zone))

    def zone(self, instant: Instant) -> str:
        """What the person's zone is called at that moment: "BST", or "UTC+05:30" where it has no letters."""
        return zone_name(self.local(instant))


# A page holds the same few days, hours and months many times over.


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
    """The zone of an aware time, by its letters or by its distance from UTC."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    offset = local.utcoffset() or timedelta()
    sign, minutes = ("−" if offset < timedelta() else "+"), abs(offset) // timedelta(minutes=1)
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"
