"""A file of JSON documents, one after the other: objects, arrays, Stripe lists, and the line of each object."""

import re
from collections.abc import Iterator
from typing import Any

from intake.files.arrival import Arrival
from intake.files.json_text import DECODER, decode_json, decode_text
from intake.refused import Refused
from intake.report import Place

_SPACE = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n,:]*")
_LISTS = ("list", "search_result")


def read_documents(file: str, content: bytes) -> Iterator[Arrival]:
    """Each object of an array or of a list, with the line where it begins; anything else as it is."""
    try:
        text = decode_text(content)
        documents = list(_split(text))
    except Refused as refused:
        yield Arrival(Place(file, 1), problem=refused.reason)
        return
    lines = LineCounter(text)
    for start, document in documents:
        array = _find_array(text, document, start)
        if array is None:
            yield Arrival(Place(file, lines.line_at(start)), document)
            continue
        is_first_page = isinstance(document, dict) and document.get("has_more") is True
        for at, value in _walk_array(text, array):
            yield Arrival(Place(file, lines.line_at(at)), value, is_first_page=is_first_page)
            is_first_page = False


class LineCounter:
    """Finds line numbers, from 1, for positions in ascending order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._counted = 1, 0

    def line_at(self, at: int) -> int:
        """The line that the character is in."""
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at
        return self._line


def _split(text: str) -> Iterator[tuple[int, Any]]:
    """Each document of the text and where it begins; at least one."""
    at = _after(_SPACE, text, 0)
    while True:
        document, end = decode_json(text, at)
        yield at, document
        at = _after(_SPACE, text, end)
        if at == len(text):
            return


def _find_array(text: str, document: Any, at: int) -> int | None:
    """Where the array of objects begins."""
    if isinstance(document, list):
        return text.index("[", at)
    is_list = isinstance(document, dict) and document.get("object") in _LISTS
    return _find_data(text, at) if is_list and isinstance(document.get("data"), list) else None


def _find_data(text: str, start: int) -> int | None:
    at = _after(_BETWEEN, text, text.index("{", start) + 1)
    while text[at] != "}":
        key, at = DECODER.raw_decode(text, at)
        at = _after(_BETWEEN, text, at)
        if key == "data" and text[at] == "[":
            return at
        _, at = DECODER.raw_decode(text, at)
        at = _after(_BETWEEN, text, at)
    return None


def _walk_array(text: str, start: int) -> Iterator[tuple[int, Any]]:
    at = _after(_SPACE, text, start + 1)
    while text[at] != "]":
        value, end = DECODER.raw_decode(text, at)
        yield at, value
        at = _after(_BETWEEN, text, end)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
