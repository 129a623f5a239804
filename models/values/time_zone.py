"""Days as people count them: in a named time zone."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from models.values.instant import Instant, to_datetime

UTC = "UTC"


@lru_cache(maxsize=512)
def find_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as Europe/London; ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def moment_in(instant: Instant, zone: str) -> datetime:
    """The time that clocks show there."""
    return to_datetime(instant).astimezone(find_zone(zone))


def day_in(instant: Instant, zone: str) -> date:
    """The day there."""
    return moment_in(instant, zone).date()
