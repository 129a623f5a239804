"""A file that is one JSON document: an object, an array, or a Stripe list, and the line of each object."""

import re
from collections.abc import Iterator
from typing import Any

from intake.files.arrival import Arrival
from intake.files.json_text import DECODER, decode_text, parse_json
from intake.refused import Refused
from intake.report import Place

_SPACE = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n,:]*")


def read_document(file: str, content: bytes) -> Iterator[Arrival]:
    """Each object of an array or of a list, with the line where it begins; anything else as it is."""
    try:
        text = decode_text(content)
        document = parse_json(text)
    except Refused as refused:
        yield Arrival(Place(file, 1), problem=_explain(refused.reason))
        return
    start = _find_array(text, document)
    if start is None:
        yield Arrival(Place(file, 1), document)
        return
    for line, value in _walk_array(text, start):
        yield Arrival(Place(file, line), value)


def _explain(reason: str) -> str:
    if "Extra data" in reason:
        return f"{reason}. A file with an object on each line is called .ndjson"
    return reason


def _find_array(text: str, document: Any) -> int | None:
    """Where the array of objects begins."""
    if isinstance(document, list):
        return text.index("[")
    is_list = isinstance(document, dict) and document.get("object") == "list"
    return _find_data(text) if is_list and isinstance(document.get("data"), list) else None


def _find_data(text: str) -> int | None:
    at = _after(_BETWEEN, text, text.index("{") + 1)
    while text[at] != "}":
        key, at = DECODER.raw_decode(text, at)
        at = _after(_BETWEEN, text, at)
        if key == "data" and text[at] == "[":
            return at
        _, at = DECODER.raw_decode(text, at)
        at = _after(_BETWEEN, text, at)
    return None


def _walk_array(text: str, start: int) -> Iterator[tuple[int, Any]]:
    line, counted = 1, 0
    at = _after(_SPACE, text, start + 1)
    while text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        value, at = DECODER.raw_decode(text, at)
        yield line, value
        at = _after(_BETWEEN, text, at)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
