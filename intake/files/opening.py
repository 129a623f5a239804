"""Opening what an import reads: files and standard input, plain or gzip."""

import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple, cast

from intake.files.arrival import Arrival
from intake.files.documents import read_documents
from intake.files.lines import Line, split_lines
from intake.files.portions import Lines, Objects, split_portions
from intake.report import Place
from models.values.instant import Instant

STANDARD_INPUT = Path("-")

_GZIP = b"\x1f\x8b"


class _Whole(NamedTuple):
    """How much there is to read, and where the reading is; for standard input that is not known."""

    size: int
    before: int
    stream: IO[bytes]

    @property
    def done(self) -> float | None:
        """The part that is read, from 0 to 1."""
        return min(1.0, (self.before + self.stream.tell()) / self.size) if self.size else None


def read_portions(files: Iterable[Path], as_of: Instant | None = None) -> Iterator[Lines | Objects]:
    """What the files hold, in their order; a file that cannot be read is a problem at its last good line.

    It was fetched `as_of`, else when its file was last modified.
    """
    files = list(files)
    sizes = [path.stat().st_size if path.is_file() else 0 for path in files]
    total = 0 if STANDARD_INPUT in files else sum(sizes)
    for number, path in enumerate(files):
        if path == STANDARD_INPUT:
            yield from _read_stream(path, _Whole(0, 0, sys.stdin.buffer), as_of)
            continue
        try:
            with path.open("rb") as stream:
                modified = Instant(path.stat().st_mtime_ns // 1000)
                whole = _Whole(total, sum(sizes[:number]), stream)
                yield from _read_stream(path, whole, modified if as_of is None else as_of)
        except OSError as error:
            yield _problem(path, 0, f"cannot be read: {error.strerror or error}")


def _read_stream(path: Path, whole: _Whole, as_of: Instant | None) -> Iterator[Lines | Objects]:
    number = 0
    try:
        for portion in _read_parts(path, whole, as_of):
            number = portion.lines[-1][0] if isinstance(portion, Lines) else portion.arrivals[-1].place.line
            yield portion
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield _problem(path, number + 1, f"the compressed file is damaged: {error}")


def _problem(path: Path, line: int, problem: str) -> Objects:
    return Objects([Arrival(Place(_name(path), line), problem=problem)])


def _decompress(stream: IO[bytes]) -> BufferedReader:
    plain = cast("BufferedReader", stream)
    if plain.peek(len(_GZIP))[: len(_GZIP)] != _GZIP:
        return plain
    return BufferedReader(cast("BufferedReader", gzip.GzipFile(fileobj=plain)))


def _read_parts(path: Path, whole: _Whole, as_of: Instant | None) -> Iterator[Lines | Objects]:
    stream = _decompress(whole.stream)
    lines = split_lines(stream)
    first = next(lines, None)
    if first is None:
        return
    name = _name(path)
    if _is_document(path, first):
        number, begin = first
        content = b"\n" * (number - 1) + (begin or b"") + b"\n" + stream.read()
        arrivals = [arrival._replace(as_of=as_of) for arrival in read_documents(name, content)]
        if arrivals:
            yield Objects(arrivals, whole.done)
    else:
        for portion in split_portions(chain([first], lines)):
            yield Lines(name, portion, as_of, whole.done)


def _name(path: Path) -> str:
    """The path as text, whatever bytes it is made of."""
    return str(path).encode(errors="replace").decode()


def _is_document(path: Path, first: Line) -> bool:
    """By its name, or because it is laid out over many lines."""
    return path.name.lower().removesuffix(".gz").endswith(".json") or first[1] in (b"[", b"{")
