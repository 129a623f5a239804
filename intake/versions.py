"""Of several versions of one object, the one that counts; see DESIGN "Truth".

A version has the second in which the object stood like that, and a rank among those of the same second. The
rank begins with its class: not the event of its creation, how final its state is, fetched rather than told by an
event, an object of its own rather than expanded within another. Then comes by which translation it was read, and
at the end the event's id, or the hash of what was fetched.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from intake.seen_values import SEEN, merge_seen

_CLASS = 4
_FETCHED = 2
# It stands before the number of a translation, and comes after all that begins an event's id or a hash.
_TRANSLATED = "~"


def rank_of(*, is_creation: bool, finality: int, is_fetched: bool, is_own: bool, translation: int, tie: str) -> str:
    """Of two versions of the same second, the one of the greater text counts, unless events follow each other.

    A first translation is not told: so ranks were written before there was a second one.
    """
    by = f"{_TRANSLATED}{translation}" if translation else ""
    return f"{int(not is_creation)}{finality}{int(is_fetched)}{int(is_own)}{by}{tie}"


def was_fetched(rank: str) -> bool:
    """Whether the version is a bare object's, and no event's."""
    return rank[_FETCHED : _FETCHED + 1] == "1"


class Version(Protocol):
    """`event` is the event as it came, as JSON text; None of a bare object and of an expanded one."""

    @property
    def rank(self) -> str: ...
    @property
    def event(self) -> str | None: ...


Found = TypeVar("Found", bound=Version)
Laid = TypeVar("Laid")


def list_best(versions: Sequence[Found]) -> list[Found]:
    """Those of one second that are of the highest class: no other can ever count."""
    highest = max(version.rank[:_CLASS] for version in versions)
    return [version for version in versions if version.rank[:_CLASS] == highest]


def choose(versions: Sequence[Found]) -> Found:
    """The one that counts among some of the same second."""
    best = list_best(versions)
    if len(best) > 1:
        best = _list_last(best)
    return max(best, key=lambda version: version.rank)


def _list_last(versions: list[Found]) -> list[Found]:
    """Those that none follows, but in a circle; an event follows those that stand as it says it was before."""
    events = [json.loads(version.event)["data"] if version.event else {} for version in versions]
    before = [_leaves(data.get("previous_attributes") or {}) for data in events]
    after = [_leaves(data.get("object") or {}) for data in events]
    indexes = range(len(versions))
    followers = [
        [other for other in indexes if other != one and before[other] and before[other].items() <= after[one].items()]
        for one in indexes
    ]
    reached = [_reach(one, followers) for one in indexes]
    return [versions[one] for one in indexes if all(one in reached[other] for other in reached[one])]


def _reach(start: int, followers: list[list[int]]) -> set[int]:
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        for other in followers[waiting.pop()]:
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached


def _leaves(value: Any, path: str = "") -> dict[str, str]:
    """Every value that is no object, as JSON by its path."""
    if not isinstance(value, dict):
        return {path: json.dumps(value, sort_keys=True)}
    found: dict[str, str] = {}
    for name, inner in value.items():
        found |= _leaves(inner, f"{path}.{name}")
    return found


@dataclass(slots=True)
class Gathered(Generic[Laid]):
    """What an input holds of one object: the versions of its last second, and what does not depend on them.

    `facts` are values by column with the second they are of, `deleted_at` is when it was found to be deleted.
    """

    event_at: int | None = None
    events: dict[str, Laid] = field(default_factory=dict)
    fetched: tuple[int, str, Laid] | None = None
    facts: dict[str, tuple[int, Any]] = field(default_factory=dict)
    deleted_at: int | None = None

    def add_event(self, at: int, rank: str, version: Laid) -> None:
        """A version at the second of an event."""
        if self.event_at is None or at > self.event_at:
            self.event_at = at
            self.events = {}
        if at == self.event_at:
            self.events.setdefault(rank, version)

    def add_fetched(self, at: int, rank: str, version: Laid) -> None:
        """A version as it was fetched; the last one counts."""
        if self.fetched is None or (at, rank) > self.fetched[:2]:
            self.fetched = (at, rank, version)

    def add_facts(self, at: int, facts: dict[str, Any]) -> None:
        """Values of columns; the latest counts. Of what versions said all is kept."""
        for name, value in facts.items():
            if name == SEEN:
                known = self.facts.get(name, (at, None))[1]
                self.facts[name] = (at, merge_seen(known, value))
            elif name not in self.facts or at >= self.facts[name][0]:
                self.facts[name] = (at, value)

    def add_deletion(self, at: int) -> None:
        """That it was found to be deleted; the earliest counts."""
        self.deleted_at = at if self.deleted_at is None else min(at, self.deleted_at)

    def list_last(self) -> tuple[int, list[Laid]]:
        """The last second, and its versions. What was fetched is as late as the input's last event."""
        if self.fetched is None:
            return self.event_at or 0, list(self.events.values())
        at, _, version = self.fetched
        if self.event_at is None or at > self.event_at:
            return at, [version]
        return self.event_at, [*self.events.values(), version]
