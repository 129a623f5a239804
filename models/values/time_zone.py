"""Days as people count them: in a named time zone."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from models.values.instant import Instant, to_datetime

UTC = "UTC"
# Twice the longest name there is: longer words are refused before a file is looked for.
MAX_NAME = 64


@lru_cache(maxsize=512)
def find_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as Europe/London; ValueError when there is none."""
    if len(name) > MAX_NAME:
        raise ValueError("the name of a time zone is too long")
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def local_time(instant: Instant, zone: ZoneInfo) -> datetime:
    """The time that clocks show in the zone; the last possible one after the year 9999."""
    try:
        return to_datetime(instant).astimezone(zone)
    except OverflowError:
        return datetime.max.replace(tzinfo=zone)


def day_in(instant: Instant, zone: str) -> date:
    """The day in the zone of this name."""
    return local_time(instant, find_zone(zone)).date()
