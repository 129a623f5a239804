"""Opening what an import reads: files and standard input, plain or gzip."""

import gzip
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import IO, cast

from intake.files.arrival import Arrival
from intake.files.documents import read_documents
from intake.files.lines import Line, read_line, split_lines
from intake.report import Place
from models.values.instant import Instant

STANDARD_INPUT = Path("-")

_GZIP = b"\x1f\x8b"


def read_files(files: Iterable[Path], as_of: Instant | None = None) -> Iterator[Arrival]:
    """What the files hold, in their order; a file that cannot be read is a problem at its last good line.

    It was fetched `as_of`, else when its file was last modified.
    """
    for path in files:
        if path == STANDARD_INPUT:
            yield from _date(_read_stream(path, sys.stdin.buffer), as_of)
            continue
        try:
            with path.open("rb") as stream:
                modified = Instant(path.stat().st_mtime_ns // 1000)
                yield from _date(_read_stream(path, stream), modified if as_of is None else as_of)
        except OSError as error:
            yield Arrival(Place(_name(path), 0), problem=f"cannot be read: {error.strerror or error}")


def _date(arrivals: Iterable[Arrival], as_of: Instant | None) -> Iterator[Arrival]:
    for arrival in arrivals:
        yield arrival._replace(as_of=as_of)


def _read_stream(path: Path, stream: IO[bytes]) -> Iterator[Arrival]:
    number = 0
    try:
        for arrival in _read_arrivals(path, _decompress(stream)):
            number = arrival.place.line
            yield arrival
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Arrival(Place(_name(path), number + 1), problem=f"the compressed file is damaged: {error}")


def _decompress(stream: IO[bytes]) -> BufferedReader:
    plain = cast("BufferedReader", stream)
    if plain.peek(len(_GZIP))[: len(_GZIP)] != _GZIP:
        return plain
    return BufferedReader(cast("BufferedReader", gzip.GzipFile(fileobj=plain)))


def _read_arrivals(path: Path, stream: BufferedReader) -> Iterator[Arrival]:
    lines = split_lines(stream)
    first = next(lines, None)
    if first is None:
        return
    if _is_document(path, first):
        content = b"\n" * (first.number - 1) + (first.content or b"") + b"\n" + stream.read()
        yield from read_documents(_name(path), content)
    else:
        for line in chain([first], lines):
            yield from read_line(_name(path), line)


def _name(path: Path) -> str:
    """The path as text, whatever bytes it is made of."""
    return str(path).encode(errors="replace").decode()


def _is_document(path: Path, first: Line) -> bool:
    """By its name, or because it is laid out over many lines."""
    return path.name.lower().removesuffix(".gz").endswith(".json") or first.content in (b"[", b"{")
