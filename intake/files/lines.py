"""A file with a JSON value on each line."""

from collections.abc import Iterator
from io import BufferedReader
from typing import NamedTuple

from intake.files.arrival import Arrival
from intake.files.json_text import decode_text, parse_json
from intake.refused import Refused
from intake.report import Place

# An invoice of 10,000 lines takes some 30 MB.
MAX_LINE = 256 * 2**20

_BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A line that is not blank; `content` is None when it is too long."""

    number: int
    content: bytes | None


def split_lines(stream: BufferedReader) -> Iterator[Line]:
    """The lines that are not blank, numbered from 1."""
    number = 0
    while content := stream.readline(MAX_LINE):
        number += 1
        is_whole = len(content) < MAX_LINE or content.endswith(b"\n")
        if not is_whole:
            _skip_rest(stream)
        if number == 1:
            content = content.removeprefix(_BOM)
        if content.strip():
            yield Line(number, content.strip() if is_whole else None)


def read_line(file: str, line: Line) -> list[Arrival]:
    """The line's values, mostly one, or what is wrong with it."""
    place = Place(file, line.number)
    if line.content is None:
        return [Arrival(place, problem=f"is longer than {MAX_LINE:,} bytes")]
    try:
        return [Arrival(place, value) for value in parse_json(decode_text(line.content))]
    except Refused as refused:
        return [Arrival(place, problem=refused.reason)]


def _skip_rest(stream: BufferedReader) -> None:
    while (content := stream.readline(MAX_LINE)) and not content.endswith(b"\n"):
        pass
