"""Phone numbers in any writing: by their digits, without 00 or 0 in front and with or without the country's code."""

import re
import unicodedata
from typing import NamedTuple

LEAST_DIGITS = 6
MOST_DIGITS = 17

# Country codes have one digit, two or three (ITU-T E.164).
_ONE_DIGIT = ("1", "7")
_TWO_DIGITS = re.compile("2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
_WRITTEN = re.compile(r"[\s\d+().\-/–—\u2010-\u2015\u00a0]+")
_TRUNK_ZERO = re.compile(r"\(0+\)")


class PhoneDigits(NamedTuple):
    """The digits of a number, and those without the country's code where it is written with one."""

    whole: str
    national: str | None


def read_phone(text: str) -> PhoneDigits | None:
    """The digits of a number in any writing; None for what is none, or has too few or too many."""
    if not _WRITTEN.fullmatch(text):
        return None
    whole, is_international = _digits(text)
    national = _national(whole) if is_international else ""
    return PhoneDigits(whole, national if _fits(national) else None) if _fits(whole) else None


def _digits(text: str) -> tuple[str, bool]:
    shown = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(str(unicodedata.digit(c)) for c in _TRUNK_ZERO.sub("", shown) if c.isdecimal())
    is_international = shown.startswith("+") or digits.startswith("00")
    return digits.lstrip("0"), is_international


def _national(digits: str) -> str:
    code = 1 if digits.startswith(_ONE_DIGIT) else 2 if _TWO_DIGITS.match(digits) else 3
    return digits[code:].lstrip("0")


def _fits(digits: str) -> bool:
    return LEAST_DIGITS <= len(digits) <= MOST_DIGITS
