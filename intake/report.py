"""What an import did, and what it could not take in."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where something stands in the input: a file ("-" is standard input) and its line, from 1.

    Line 0 is the file as a whole.
    """

    file: str
    line: int


class Problem(NamedTuple):
    """A line that did not go in, and why."""

    place: Place
    reason: str


class Stopped(Exception):
    """A strict import met its first problem."""


@dataclass(slots=True)
class ImportReport:
    """How many objects of each type were created, updated, unchanged and ignored, and the problems."""

    strict: bool = False
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> list[dict[str, str | int]]:
        """The problems by file and line: `{file, line, reason}`."""
        return [
            {"file": place.file, "line": place.line, "reason": reason}
            for place, reason in sorted(self.problems, key=lambda problem: problem.place)
        ]

    def refuse(self, place: Place, reason: str) -> None:
        """Notes a problem; raises Stopped when the import is strict."""
        self.problems.append(Problem(place, reason))
        if self.strict:
            raise Stopped

    def add(self, part: "ImportReport") -> None:
        """Takes over what a transaction did, now that it is committed."""
        self.created += part.created
        self.updated += part.updated
        self.unchanged += part.unchanged
        self.ignored += part.ignored
        self.problems += part.problems

    def take_back(self) -> None:
        """Forgets what was rolled back; the problems stay."""
        for counts in (self.created, self.updated, self.unchanged, self.ignored):
            counts.clear()

    def as_json(self) -> dict[str, Any]:
        """The answer of `import --json`."""
        counts = {name: dict(sorted(getattr(self, name).items())) for name in _COUNTS}
        return {**counts, "errors": self.errors}


_COUNTS = ("created", "updated", "unchanged", "ignored")
