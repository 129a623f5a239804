"""Amounts and times as one person reads them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

from dashboard.person import Person
from models.instant import Instant, from_datetime, to_datetime
from models.money import format_money


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
        return format_date(self.local(instant).date(), "medium", self.person.locale)

    def moment(self, instant: Instant) -> str:
        """Day, time and zone: "22 Nov 2026, 12:00 GMT"."""
        local = self.local(instant)
        time = format_time(local, "short", tzinfo=self.person.zone, locale=self.person.locale)
        return f"{self.day(instant)}, {time} {zone_name(local)}"

    def month(self, begins: Instant) -> str:
        """A month of UTC by its short name and year: "Nov 2026"."""
        return format_skeleton("yMMM", to_datetime(begins), locale=self.person.locale)

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


def zone_name(local: datetime) -> str:
    """The zone of an aware time, by its letters or by its distance from UTC."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    offset = local.utcoffset() or timedelta()
    sign, minutes = ("−" if offset < timedelta() else "+"), abs(offset) // timedelta(minutes=1)
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"
