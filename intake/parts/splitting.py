"""Splits what a portion of a file holds: objects with all that they name, and the rest, which needs the whole input."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from intake.gathering.entries import Details, Entries, Entry, Scope, is_deletion
from intake.kinds import TABLES
from intake.parts.ground import Ground
from intake.parts.names import FOLLOWED, PARENTS, SHARED

SHARED_KINDS = frozenset(kind for kind, table in TABLES.items() if table in SHARED)

# A file that tells of no payment methods is as good as one that does; no rule follows the latest charge.
_FOLLOWED = FOLLOWED.keys() - {"payment_method"}
_NAMING = PARENTS.keys() - {"latest_charge_id"}

# Table, mode and id.
_Key = tuple[str, bool, str]


class Split(NamedTuple):
    """`complete` are objects that name nothing but each other and what is in the ground. The `rest` is all else.

    But for copies of what is in the ground, which tell nothing.
    """

    complete: Entries
    rest: Entries


class _Read(NamedTuple):
    """An entry, its object, and what that names; None where only the object's end is told.

    Without one of its `needs`, something is said or done that its coming later would have to take back.
    """

    scope: Scope
    entry: Entry
    key: _Key
    names: set[_Key] | None
    needs: set[_Key]


def split_complete(entries: Entries, ground: Ground) -> Split:
    """The entries of a portion, in two."""
    known = {key: (row["source_hash"], row["source_at"]) for key, row in ground.shared()}
    read = [each for each in _read_all(entries) if not _is_copy(each, known)]
    groups = _Groups()
    for each in read:
        groups.add(each, known)
    split = Split({}, {})
    for each in read:
        part = split.complete if groups.is_complete(each.key) else split.rest
        part.setdefault(each.scope, []).append(each.entry)
    return split


def take_shared(entries: Entries) -> Split:
    """What all customers share, as far as it names nothing else, and the rest."""
    shared = {scope: found for scope, found in entries.items() if scope[0] in SHARED_KINDS}
    read = list(_read_all(shared))
    there = {each.key for each in read}
    lacking = {each.key for each in read if each.names is None or (each.names | each.needs) - there}
    split = Split({}, {scope: found for scope, found in entries.items() if scope not in shared})
    for each in read:
        part = split.rest if each.key in lacking else split.complete
        part.setdefault(each.scope, []).append(each.entry)
    return split


def list_unshared(entries: Entries) -> Entries:
    """All that `take_shared` does not take."""
    return take_shared(entries).rest


class _Groups:
    """Objects that name each other; a group is complete if all that its members need is there."""

    def __init__(self) -> None:
        self._leads: dict[_Key, _Key] = {}
        self._there: set[_Key] = set()
        self._incomplete: set[_Key] = set()
        self._needed: set[_Key] = set()
        self._lacking: set[_Key] | None = None

    def add(self, read: _Read, known: Mapping[_Key, Any]) -> None:
        """An entry, and what it names and needs but for what is known."""
        self._there.add(read.key)
        if read.names is None or read.scope[0] in SHARED_KINDS:
            self._incomplete.add(read.key)
            return
        lead = self._find(read.key)
        for name in read.names | read.needs:
            if name not in known:
                self._leads[self._find(name)] = lead
        self._needed.update(read.needs - known.keys())

    def is_complete(self, key: _Key) -> bool:
        """Whether it and all that is linked with it is there. Nothing may be added any more."""
        if self._lacking is None:
            lacking = self._incomplete | (self._needed - self._there)
            self._lacking = {self._find(each) for each in lacking}
        return self._find(key) not in self._lacking

    def _find(self, key: _Key) -> _Key:
        leads = self._leads
        lead = leads.setdefault(key, key)
        while lead != (above := leads[lead]):
            leads[key] = lead = above
        return lead


def _read_all(entries: Entries) -> Iterator[_Read]:
    for scope, found in entries.items():
        kind, live_mode = scope
        table = TABLES[kind].name
        for entry in found:
            identifier, details = entry
            if is_deletion(details):
                yield _Read(scope, entry, (table, live_mode, identifier), None, set())
            else:
                names = set(_list_names(details, live_mode))
                yield _Read(scope, entry, (table, live_mode, identifier), names, _list_needs(details, live_mode, names))


def _list_needs(details: Details, live_mode: bool, names: set[_Key]) -> set[_Key]:
    """What a note would tell the absence of, and what else it is followed by."""
    told = {(TABLES[kind].name, live_mode, identifier) for kind, identifier, _ in details[8]}
    return told | {name for name in names if name[0] in _FOLLOWED}


def _list_names(details: Details, live_mode: bool) -> Iterator[_Key]:
    row, children, *_ = details[7]
    for each in (row, row.get("stated") or {}, *(child for rows in children.values() for child in rows)):
        yield from _list_named(each, live_mode)


def _list_named(row: Mapping[str, Any], live_mode: bool) -> Iterable[_Key]:
    return [(PARENTS[name], live_mode, row[name]) for name in _NAMING & row.keys() if row[name] is not None]


def _is_copy(read: _Read, known: Mapping[_Key, tuple[str, int]]) -> bool:
    """Whether it is what is in the ground, of the same moment, as others hold it."""
    if read.key not in known:
        return False
    _, details = read.entry
    return not is_deletion(details) and not details[11] and (details[10], details[1]) == known[read.key]
