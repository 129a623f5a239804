"""Billing periods in whole seconds since the Unix epoch: calendar months and years, fixed weeks and days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

DAY = 86_400

_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_FIXED = {"day": DAY, "week": 7 * DAY}
_MONTHS = {"month": 1, "year": 12}
_SHORTEST = {"day": DAY, "week": 7 * DAY, "month": 28 * DAY, "year": 365 * DAY}


@dataclass(frozen=True, slots=True)
class Period:
    """From start (included) to end (excluded)."""

    start: int
    end: int


def shift_moment(moment: int, interval: str, count: int) -> int:
    """The moment some intervals later, or earlier; a month after 31 January is the end of February."""
    if interval in _FIXED:
        return moment + count * _FIXED[interval]
    days, second_of_day = divmod(moment, DAY)
    day = date.fromordinal(_EPOCH_ORDINAL + days)
    year, month = divmod(day.year * 12 + day.month - 1 + count * _MONTHS[interval], 12)
    last = monthrange(year, month + 1)[1]
    shifted = date(year, month + 1, min(day.day, last))
    return (shifted.toordinal() - _EPOCH_ORDINAL) * DAY + second_of_day


def list_periods(current_start: int, interval: str, interval_count: int, number: int) -> list[Period]:
    """So many consecutive periods, oldest first; the last one begins at `current_start`.

    All boundaries are counted from there, so that a 31st comes back after a short month.
    """
    steps = range(1 - number, 2)
    bounds = [shift_moment(current_start, interval, step * interval_count) for step in steps]
    return [Period(start, end) for start, end in pairwise(bounds)]


def shortest_period(interval: str, interval_count: int) -> int:
    """The seconds that such a period lasts at least."""
    return _SHORTEST[interval] * interval_count
