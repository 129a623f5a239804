"""Splits a portion of a file into objects with all that they refer to, and the rest, which needs the whole input."""

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
from intake.parts.foreign_keys import OBJECT_TABLES, REFERENCED_TABLES, REVERSE_LOOKUPS, SHARED_TABLES
from intake.parts.shared_rows import SharedRows

SHARED_KINDS = frozenset(kind for kind, table in TABLES.items() if table in SHARED_TABLES)

# A file that tells of no payment methods is as good as one that does; no rule follows the latest charge.
_LOOKED_UP = REVERSE_LOOKUPS.keys() - {"payment_method"}
_FOREIGN_KEYS = {
    table.name: [
        (column, REFERENCED_TABLES[column])
        for column in table.columns.keys() & REFERENCED_TABLES.keys()
        if column != "latest_charge_id"
    ]
    for table in OBJECT_TABLES
}
_TABLE_NAMES = {kind: table.name for kind, table in TABLES.items()}

# Table, mode and id.
_Key = tuple[str, bool, str]


class Split(NamedTuple):
    """`complete` are objects that refer only to each other and to shared rows. The `rest` is all else.

    Copies of shared rows are in neither: they say nothing new.
    """

    complete: Entries
    rest: Entries


class _Parsed(NamedTuple):
    """An entry, its object's key, and what the object refers to; None for a deletion.

    `needs` must be stored before it: else a note is made or a rule applied that would have to be taken back.
    """

    scope: Scope
    entry: Entry
    key: _Key
    names: set[_Key] | None
    needs: set[_Key]


def split_complete(entries: Entries, shared_rows: SharedRows) -> Split:
    """The entries of a portion, in two."""
    known = {key: (row["source_hash"], row["source_at"]) for key, row in shared_rows.shared()}
    read = [each for each in _read_all(entries) if not _is_copy(each, known)]
    lacking = _find_lacking(read, known.keys())
    split = Split({}, {})
    for each in read:
        part = split.rest if each.key in lacking else split.complete
        part.setdefault(each.scope, []).append(each.entry)
    return split


def take_shared(entries: Entries) -> Split:
    """The objects that all customers share, as far as they refer to nothing else, and the rest."""
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


def _find_lacking(read: Collection[_Parsed], known: Set[_Key]) -> set[_Key]:
    """Those that are not complete, and all that is linked with them through objects that are not known."""
    there = {each.key for each in read}
    lacking = {each.key for each in read if each.names is None or each.scope[0] in SHARED_KINDS}
    lacking |= {need for each in read for need in each.needs if need not in there and need not in known}
    linked: defaultdict[_Key, list[_Parsed]] = defaultdict(list)
    for each in read:
        for name in (each.key, *(each.names or ())):
            linked[name].append(each)
    waiting = lacking - known
    while waiting:
        more = {name for each in linked[waiting.pop()] for name in (each.key, *(each.names or ()))}
        waiting |= more - lacking - known
        lacking |= more
    return lacking


def _read_all(entries: Entries) -> Iterator[_Parsed]:
    for scope, found in entries.items():
        kind, live_mode = scope
        table = _TABLE_NAMES[kind]
        for entry in found:
            identifier, details = entry
            if is_deletion(details):
                yield _Parsed(scope, entry, (table, live_mode, identifier), None, set())
            else:
                names = _list_references(table, details, live_mode)
                yield _Parsed(
                    scope, entry, (table, live_mode, identifier), names, _list_needs(details, live_mode, names)
                )


def _list_needs(details: Details, live_mode: bool, names: set[_Key]) -> set[_Key]:
    """The references whose absence is noted, and those that are looked up in reverse."""
    file_report = {(_TABLE_NAMES[kind], live_mode, identifier) for kind, identifier, _ in details[REFERENCES]}
    file_report.update([name for name in names if name[0] in _LOOKED_UP])
    return file_report


def _list_references(table: str, details: Details, live_mode: bool) -> set[_Key]:
    row, children, *_ = details[CONTENT]
    return {
        (parent, live_mode, named)
        for name, rows in ((table, (row, row.get("stated") or {})), *children.items())
        for column, parent in _FOREIGN_KEYS[name]
        for each in rows
        if (named := each.get(column)) is not None
    }


def _is_copy(read: _Parsed, known: Mapping[_Key, tuple[str, int]]) -> bool:
    """Whether it is a shared row as others embed it, of the same moment."""
    if read.key not in known:
        return False
    _, details = read.entry
    if is_deletion(details) or details[IS_OWN]:
        return False
    return (details[SOURCE_HASH], details[AT]) == known[read.key]
