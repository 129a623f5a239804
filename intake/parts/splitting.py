"""Splits what a portion of a file holds: objects with all that they name, and the rest, which needs the whole input."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from typing import NamedTuple

from intake.gathering.entries import (
    AT,
    CONTENT,
    IS_OWN,
    REFERENCES,
    SOURCE_HASH,
    Details,
    Entries,
    Entry,
    Scope,
    is_deletion,
)
from intake.kinds import TABLES
from intake.parts.ground import Ground
from intake.parts.names import FACTS, FOLLOWED, PARENTS, SHARED

SHARED_KINDS = frozenset(kind for kind, table in TABLES.items() if table in SHARED)

# A file that tells of no payment methods is as good as one that does; no rule follows the latest charge.
_FOLLOWED = FOLLOWED.keys() - {"payment_method"}
_NAMING = {
    table.name: [
        (column, PARENTS[column]) for column in table.columns.keys() & PARENTS.keys() if column != "latest_charge_id"
    ]
    for table in FACTS
}
_NAMES = {kind: table.name for kind, table in TABLES.items()}

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
    lacking = _find_lacking(read, known.keys())
    split = Split({}, {})
    for each in read:
        part = split.rest if each.key in lacking else split.complete
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


def _find_lacking(read: Collection[_Read], known: Set[_Key]) -> set[_Key]:
    """Those that are not complete, and all that is linked with them by names of what is not known."""
    there = {each.key for each in read}
    lacking = {each.key for each in read if each.names is None or each.scope[0] in SHARED_KINDS}
    lacking |= {need for each in read for need in each.needs if need not in there and need not in known}
    linked: defaultdict[_Key, list[_Read]] = defaultdict(list)
    for each in read:
        for name in (each.key, *(each.names or ())):
            linked[name].append(each)
    waiting = lacking - known
    while waiting:
        more = {name for each in linked[waiting.pop()] for name in (each.key, *(each.names or ()))}
        waiting |= more - lacking - known
        lacking |= more
    return lacking


def _read_all(entries: Entries) -> Iterator[_Read]:
    for scope, found in entries.items():
        kind, live_mode = scope
        table = _NAMES[kind]
        for entry in found:
            identifier, details = entry
            if is_deletion(details):
                yield _Read(scope, entry, (table, live_mode, identifier), None, set())
            else:
                names = _list_names(table, details, live_mode)
                yield _Read(scope, entry, (table, live_mode, identifier), names, _list_needs(details, live_mode, names))


def _list_needs(details: Details, live_mode: bool, names: set[_Key]) -> set[_Key]:
    """What a note would tell the absence of, and what else it is followed by."""
    told = {(_NAMES[kind], live_mode, identifier) for kind, identifier, _ in details[REFERENCES]}
    told.update([name for name in names if name[0] in _FOLLOWED])
    return told


def _list_names(table: str, details: Details, live_mode: bool) -> set[_Key]:
    row, children, *_ = details[CONTENT]
    return {
        (parent, live_mode, named)
        for name, rows in ((table, (row, row.get("stated") or {})), *children.items())
        for column, parent in _NAMING[name]
        for each in rows
        if (named := each.get(column)) is not None
    }


def _is_copy(read: _Read, known: Mapping[_Key, tuple[str, int]]) -> bool:
    """Whether it is what is in the ground, of the same moment, as others hold it."""
    if read.key not in known:
        return False
    _, details = read.entry
    if is_deletion(details) or details[IS_OWN]:
        return False
    return (details[SOURCE_HASH], details[AT]) == known[read.key]
