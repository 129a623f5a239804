"""Babel's locales, of which a bounded number keeps its data in memory."""

from functools import cached_property, lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError, localedata

FALLBACK_LOCALE = "en"
# Each takes 0.2 MB, and is read from its file within milliseconds.
KEPT_LOCALES = 32
# What RFC 5646 (4.4.1) asks everybody to take.
MAX_CHARACTERS = 35


class KeptLocale(Locale):
    """A locale that refers to its data by name. Babel's own keeps its data for as long as anybody keeps the locale."""

    @cached_property
    def _name(self) -> str:
        return str(self)

    @property
    def _data(self) -> Any:
        return _load(self._name)


@lru_cache(maxsize=512)
def parse_locale(identifier: str) -> Locale:
    """A BCP 47 or POSIX identifier ("en-GB", "en_GB") as Babel's locale; ValueError when there is none."""
    if len(identifier) > MAX_CHARACTERS:
        raise ValueError(f"a locale has at most {MAX_CHARACTERS} characters")
    # POSIX has an encoding and a modifier, of which Babel has no data.
    name = identifier.partition(".")[0].partition("@")[0]
    try:
        return KeptLocale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(f"unknown locale {identifier!r}") from error


def locale_or_fallback(identifier: str | None) -> Locale:
    """A stored locale, or English where it is missing or unknown."""
    try:
        return parse_locale(identifier or FALLBACK_LOCALE)
    except ValueError:
        return parse_locale(FALLBACK_LOCALE)


@lru_cache(maxsize=KEPT_LOCALES)
def _load(name: str) -> localedata.LocaleDataDict:
    # Babel keeps the data of every locale that was ever asked for, and has no other way to forget one.
    with localedata._cache_lock:
        kept: dict[str, Any] = localedata._cache
        loaded: Any = localedata.load(name)
        # Others are made of these.
        for parent in ("root", name.partition("_")[0]):
            kept[parent] = kept.pop(parent, None) or localedata.load(parent)
        for oldest in list(kept)[:-KEPT_LOCALES]:
            del kept[oldest]
    return localedata.LocaleDataDict(loaded)
