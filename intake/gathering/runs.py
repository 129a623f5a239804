"""Entries sorted on disk: runs that are merged while they are read, so that memory does not grow with an import."""

import os
from array import array
from collections.abc import Container, Iterable, Iterator
from heapq import merge
from itertools import accumulate, groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import NamedTuple

import orjson

from intake.gathering.entries import Details, Entries, Entry, Scope, encode

# For all runs together, and for one at least.
_READ_AHEAD = 4 * 2**20
_MIN_BLOCK = 4_096
_MAX_BLOCK = 2**16

_ID = itemgetter(0)

# An entry's line, and what that says.
Read = tuple[bytes, Details]


class Run(NamedTuple):
    """Sorted entries: `content` is their lines, of one scope after the other; `sizes` says how many bytes of each."""

    content: bytes
    sizes: dict[Scope, int]
    entries: int


def sort_run(entries: Entries) -> Run:
    """The entries by id; those of one object stay in their order."""
    parts: list[bytes] = []
    sizes: dict[Scope, int] = {}
    for scope, found in entries.items():
        found.sort(key=_ID)
        lines = [encode(details) for _, details in found]
        sizes[scope] = sum(map(len, lines))
        parts += lines
    return Run(b"".join(parts), sizes, len(parts))


def group_entries(entries: list[Entry]) -> Iterator[list[Details]]:
    """What is kept of the versions of each object in turn, by id."""
    return ([details for _, details in found] for _, found in groupby(sorted(entries, key=_ID), _ID))


class Runs:
    """First runs are added, in the order of the input, then they are read; end it with `close`."""

    def __init__(self) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 — it is open as long as this object
        self._end = 0
        self._count = 0
        # Where each run's part of a scope begins and ends, two numbers for each.
        self._bounds: dict[Scope, array[int]] = {}

    def close(self) -> None:
        """Deletes the temporary file."""
        self._file.close()

    def add(self, run: Run) -> None:
        """Writes a run."""
        content = memoryview(run.content)
        while content:
            content = content[self._file.write(content) :]
        for scope, size in run.sizes.items():
            self._bounds.setdefault(scope, array("Q")).extend((self._end, self._end + size))
            self._end += size
        self._count += run.entries

    @property
    def count(self) -> int:
        """How many entries there are."""
        return self._count

    def read(self, scope: Scope) -> Iterator[list[Read]]:
        """The entries of each object in turn, by id."""
        bounds = self._bounds.get(scope, array("Q"))
        parts = list(zip(bounds[::2], bounds[1::2], strict=True))
        block = min(_MAX_BLOCK, max(_MIN_BLOCK, _READ_AHEAD // max(1, len(parts))))
        return _group(merge(*(self._read_part(start, end, block) for start, end in parts), key=_id_of))

    def _read_part(self, start: int, end: int, block: int) -> Iterator[Read]:
        rest: list[bytes] = []
        while start < end:
            # Mapping the file would count as memory.
            content = os.pread(self._file.fileno(), min(block, end - start), start)
            start += len(content)
            first, *others = content.split(b"\n")
            rest.append(first)
            if others:
                lines = [b"".join(rest), *others[:-1]]
                rest = [others[-1]]
                yield from _load(lines)


class SingleRun:
    """A run that is read from memory, but for these kinds."""

    def __init__(self, run: Run, passed: Container[str]) -> None:
        ends = accumulate(run.sizes.values())
        parts = {scope: run.content[end - run.sizes[scope] : end] for scope, end in zip(run.sizes, ends, strict=True)}
        self._parts = {scope: part for scope, part in parts.items() if scope[0] not in passed}

    def read(self, scope: Scope) -> Iterator[list[Read]]:
        """The same."""
        return _group(_load(self._parts.get(scope, b"").split(b"\n")[:-1]))


def _load(lines: list[bytes]) -> Iterator[Read]:
    return zip(lines, map(orjson.loads, lines), strict=True)


def _group(entries: Iterable[Read]) -> Iterator[list[Read]]:
    return (list(found) for _, found in groupby(entries, _id_of))


def _id_of(entry: Read) -> str:
    identifier: str = entry[1][0]
    return identifier
