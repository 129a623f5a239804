"""The report of an import: counts, problems and notes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where something stands in the input: a file ("-" is standard input) and its line, from 1.

    Line 0 is the file as a whole.
    """

    file: str
    line: int


class Remark(NamedTuple):
    """A problem of a line, or a note about it."""

    place: Place
    text: str


class Stopped(Exception):
    """A strict import met its first problem."""


@dataclass(slots=True)
class ImportReport:
    """How many objects of each type were created, updated, unchanged, deleted and ignored; notes and problems.

    `unsaid` are the texts of notes that are left out.
    """

    strict: bool = False
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    deleted: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    unsaid: set[str] = field(default_factory=set)

    @property
    def errors(self) -> list[dict[str, str | int]]:
        """The problems by file and line: `{file, line, reason}`."""
        return _told(self.problems, "reason")

    @property
    def notes(self) -> list[dict[str, str | int]]:
        """The notes by file and line: `{file, line, note}`."""
        return _told(self.remarks, "note")

    def refuse(self, place: Place, reason: str) -> None:
        """Adds a problem; raises Stopped when the import is strict."""
        self.problems.append(Remark(place, reason))
        if self.strict:
            raise Stopped

    def note(self, place: Place, note: str) -> None:
        """Adds a note about an object that was imported."""
        self.remarks.append(Remark(place, note))

    def add(self, part: "ImportReport") -> None:
        """Adds the counts of a transaction that was committed."""
        for name in COUNTS:
            getattr(self, name).update(getattr(part, name))
        self.remarks += [remark for remark in part.remarks if remark.text not in self.unsaid]
        self.problems += part.problems

    def take_back(self) -> None:
        """Forgets the counts after a rollback; the problems stay."""
        for name in COUNTS:
            getattr(self, name).clear()
        self.remarks.clear()

    def as_json(self) -> dict[str, Any]:
        """The answer of `import --json`."""
        counts = {name: dict(sorted((+getattr(self, name)).items())) for name in COUNTS}
        return {**counts, "notes": self.notes, "errors": self.errors}


COUNTS = ("created", "updated", "unchanged", "deleted", "ignored")


def _told(remarks: list[Remark], name: str) -> list[dict[str, str | int]]:
    return [
        {"file": place.file, "line": place.line, name: text}
        for place, text in sorted(remarks, key=lambda remark: remark.place)
    ]
