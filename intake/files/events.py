"""Whether files hold events that are later than what else they hold, by their bytes alone."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from models.values.instant import SECOND, Instant

_EVENT = b'"event"'
_CREATED = re.compile(rb'"created"\s*:\s*([0-9]{1,15})')
_GZIP = b"\x1f\x8b"
# A word without quotation marks, of which JSON is full, is found in half of the time; nor is it split into lines first.
_WORD = _EVENT.strip(b'"')
_AT_ONCE = 2**18


def may_hold_late_events(files: Iterable[Path], as_of: Instant | None) -> bool:
    """Whether an event may be later than any of the files was fetched, which was `as_of` or when it was modified.

    A line that says "event" tells when, or may be of a late one; and so may what can't be read here.
    """
    files = list(files)
    try:
        if not all(path.is_file() for path in files):
            return True
        fetched_at = min((path.stat().st_mtime_ns // 1000 for path in files), default=0) if as_of is None else as_of
        return any(_may_hold_late_events(path, fetched_at // SECOND) for path in files)
    except OSError:
        return True


def _may_hold_late_events(path: Path, fetched_at: int) -> bool:
    with path.open("rb") as file:
        if file.read(len(_GZIP)) == _GZIP:
            return True
        file.seek(0)
        return any(_may_be_late(line, fetched_at) for line in _list_lines(file) if _EVENT in line)


def _may_be_late(line: bytes, fetched_at: int) -> bool:
    moments = _CREATED.findall(line)
    return not moments or max(map(int, moments)) > fetched_at


def _list_lines(file: BinaryIO) -> Iterator[bytes]:
    """Those that hold the word."""
    while block := file.read(_AT_ONCE):
        block += file.readline() + b"\n"
        end = 0
        while (at := block.find(_WORD, end)) >= 0:
            start, end = block.rfind(b"\n", 0, at) + 1, block.index(b"\n", at)
            yield block[start:end]
