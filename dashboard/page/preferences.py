"""The locale and time zone of a page, read from the browser's request."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from starlette.requests import Request

from models.values.money import parse_locale

TIME_ZONE_COOKIE = "calmony_time_zone"
DEFAULT_LOCALE = "en-GB"
DEFAULT_TIME_ZONE = "UTC"

_MAX_LANGUAGES = 10


@dataclass(frozen=True, slots=True)
class Preferences:
    """The locale for amounts and dates, and the time zone for times."""

    locale: Locale
    zone: ZoneInfo


def read_preferences(request: Request[Any]) -> Preferences:
    """From the Accept-Language header, and from the cookie in which our script stores the time zone."""
    return Preferences(
        find_locale(request.headers.get("accept-language", "")),
        find_zone(request.cookies.get(TIME_ZONE_COOKIE, "")),
    )


@lru_cache(maxsize=256)
def find_locale(accepted: str) -> Locale:
    """The first known language of an Accept-Language header, else British English."""
    for language in accepted.split(",")[:_MAX_LANGUAGES]:
        try:
            return parse_locale(language.partition(";")[0].strip())
        except ValueError:
            continue
    return parse_locale(DEFAULT_LOCALE)


@lru_cache(maxsize=256)
def find_zone(name: str) -> ZoneInfo:
    """The time zone with this IANA name, else UTC."""
    return ZoneInfo(name if name in _zones() else DEFAULT_TIME_ZONE)


@lru_cache(maxsize=1)
def _zones() -> set[str]:
    return available_timezones()
