"""Files in portions of a few megabytes, which are parsed where they are translated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.files.arrival import Arrival
from intake.files.lines import Line, read_line
from models.values.instant import Instant

_MAX_LINES = 5_000
_MAX_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a file, not parsed yet. With them `done` of the input is read, from 0 to 1, None if unknown."""

    file: str
    lines: Sequence[Line]
    as_of: Instant | None
    done: float | None

    def read(self) -> Iterator[Arrival]:
        """What they hold."""
        for line in self.lines:
            yield from read_line(self.file, line, self.as_of)


@dataclass(frozen=True, slots=True)
class Objects:
    """Objects that are parsed."""

    arrivals: Sequence[Arrival]
    done: float | None = None

    def read(self) -> Iterator[Arrival]:
        """The same."""
        return iter(self.arrivals)


def split_portions(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """The lines in portions; where reading fails, first those that were read, and then the error is raised."""
    portion: list[Line] = []
    size = 0
    try:
        for line in lines:
            portion.append(line)
            size += len(line[1] or b"")
            if len(portion) >= _MAX_LINES or size >= _MAX_BYTES:
                yield portion
                portion, size = [], 0
    except BaseException:
        if portion:
            yield portion
        raise
    if portion:
        yield portion
