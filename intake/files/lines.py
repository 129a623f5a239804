"""A file with a JSON value on each line."""

from collections.abc import Iterator
from io import BufferedReader

from intake.files.arrival import Arrival
from intake.files.json_text import decode_text, parse_json
from intake.refused import Refused
from intake.report import Place
from models.values.instant import Instant

# An invoice of 10,000 lines takes some 30 MB.
MAX_LINE = 256 * 2**20

_BOM = b"\xef\xbb\xbf"

# The number of a line that is not blank, and its content, None when it is too long. A tuple without a class of its own
# is sent to another process in half of the time.
Line = tuple[int, bytes | None]


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
        if stripped := content.strip():
            yield number, stripped if is_whole else None


def read_line(file: str, line: Line, as_of: Instant | None) -> list[Arrival]:
    """The line's values, mostly one, or what is wrong with it."""
    number, content = line
    place = Place(file, number)
    if content is None:
        return [Arrival(place, problem=f"is longer than {MAX_LINE:,} bytes", as_of=as_of)]
    try:
        return [Arrival(place, value, as_of=as_of) for value in parse_json(decode_text(content))]
    except Refused as refused:
        return [Arrival(place, problem=refused.reason, as_of=as_of)]


def _skip_rest(stream: BufferedReader) -> None:
    while (content := stream.readline(MAX_LINE)) and not content.endswith(b"\n"):
        pass
