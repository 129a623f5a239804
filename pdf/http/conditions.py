"""Conditional requests and byte ranges (RFC 9110, 13 and 14)."""

import re
from typing import NamedTuple

from starlette.datastructures import Headers

_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)


class Part(NamedTuple):
    """The bytes from `start` up to and not including `stop`."""

    start: int
    stop: int


class RangeNotSatisfiable(Exception):
    """The file has none of the requested bytes."""


def is_known(headers: Headers, etag: str) -> bool:
    """Whether the client has the file already: If-None-Match has its tag, weak or strong, or `*`."""
    given = ", ".join(headers.getlist("if-none-match"))
    return given.strip() == "*" or etag in _ENTITY_TAG.findall(given)


def find_part(headers: Headers, etag: str, size: int) -> Part | None:
    """The requested part; None for the whole file, also if several ranges are requested.

    Raises RangeNotSatisfiable. Ignores a header that is not a byte range, and a range of another version.
    """
    asked = _RANGE.fullmatch(headers.get("range", ""))
    if asked is None or headers.get("if-range", etag) != etag:
        return None
    try:
        first, last = (int(digits) if digits else None for digits in asked.groups())
    except ValueError:
        # More digits than Python converts.
        return None
    return _find_part(first, last, size)


def _find_part(first: int | None, last: int | None, size: int) -> Part | None:
    if first is None and last is None:
        return None
    if first is None:
        part = Part(max(size - (last or 0), 0), size)
    elif last is not None and last < first:
        return None
    else:
        part = Part(first, size if last is None else min(last + 1, size))
    if part.start >= part.stop:
        raise RangeNotSatisfiable
    return part
