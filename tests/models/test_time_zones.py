"""Days in named time zones."""

from datetime import date

import pytest

from models.values.instant import Instant
from models.values.time_zone import day_in

LAST = Instant(253_402_300_799_999_999)


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        (Instant(0), "UTC", date(1970, 1, 1)),
        (Instant(0), "America/New_York", date(1969, 12, 31)),
        (LAST, "Europe/London", date(9999, 12, 31)),
        # It is the year 10000 there.
        (LAST, "Asia/Tokyo", date(9999, 12, 31)),
        (Instant(LAST + 1), "UTC", date(9999, 12, 31)),
    ],
)
def test_a_day_is_that_of_the_zone_and_the_calendar_ends_with_the_year_9999(
    instant: Instant, zone: str, day: date
) -> None:
    assert day_in(instant, zone) == day
