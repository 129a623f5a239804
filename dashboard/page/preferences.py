"""The locale and time zone of a page, read from the browser's request."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from starlette.requests import Request

from models.values.locales import parse_locale
from models.values.time_zone import UTC, find_zone

TIME_ZONE_COOKIE = "calmony_time_zone"
DEFAULT_LOCALE = "en-GB"

_MAX_LANGUAGES = 10
_MAX_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Preferences:
    """The locale for amounts and dates, and the time zone for times."""

    locale: Locale
    zone: ZoneInfo


def read_preferences(request: Request[Any]) -> Preferences:
    """From the Accept-Language header, and from the cookie in which our script stores the time zone."""
    return Preferences(
        find_locale(request.headers.get("accept-language", "")[:_MAX_CHARACTERS]),
        _zone_or_utc(request.cookies.get(TIME_ZONE_COOKIE, "")),
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


def _zone_or_utc(name: str) -> ZoneInfo:
    try:
        return find_zone(name)
    except ValueError:
        return find_zone(UTC)
