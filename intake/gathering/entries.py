"""What is kept of each arriving version between the two passes, as a line of JSON where it is sent or written."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from intake.envelope import Event
from intake.record import Arrived, Record, Version
from intake.report import Place
from intake.shapes.translated import Row, Translated
from intake.versions import Gathered

# Kind and mode.
Scope = tuple[str, bool]
# What is kept of a version.
Details = Sequence[Any]
# An object's id, and what is kept of a version of it.
Entry = tuple[str, Details]
Entries = dict[Scope, list[Entry]]

# The places of all that is kept of a version. Of one that tells only of a deletion there are the first four.
ID, AT, FILE, LINE, IS_EVENT, RANK, FACTS, CONTENT, REFERENCES, EVENT, SOURCE_HASH, IS_OWN = range(12)

_OF_DELETION = IS_EVENT
_LINE = orjson.OPT_APPEND_NEWLINE


class Content(NamedTuple):
    """A version's row and children, and both as JSON."""

    row: Row
    children: dict[str, list[Row]]
    encoded: bytes


def list_version(
    place: Place, translated: Translated, version: Version, event: Event | None, at: int, facts: Row
) -> Details:
    """What is kept of a version of the second `at`, each at its place; see `Arrived` for the facts."""
    content, source_hash, rank, is_own = version
    return (
        translated.id,
        at,
        *place,
        event is not None,
        rank,
        facts,
        Content(translated.row, translated.children, content),
        translated.references,
        json.dumps(event.source, default=str) if event is not None and is_own else None,
        source_hash,
        is_own,
    )


def list_deletion(place: Place, identifier: str, at: int) -> Details:
    """What is kept where nothing is told but that the object was found to be deleted."""
    return (identifier, at, *place)


def encode(details: Details) -> bytes:
    """The line."""
    if is_deletion(details):
        return orjson.dumps(details, option=_LINE)
    fields = list(details)
    fields[CONTENT] = orjson.Fragment(details[CONTENT].encoded)
    return orjson.dumps(fields, option=_LINE)


def is_deletion(details: Details) -> bool:
    """Whether it tells only that the object was deleted."""
    return len(details) == _OF_DELETION


def decode_arrived(lines: Sequence[bytes]) -> Arrived:
    """All that was kept of one object, in the order in which it came."""
    return fold_entries([orjson.loads(line) for line in lines])


def fold_entries(entries: Sequence[Details]) -> Arrived:
    """The same of what the lines say, which becomes part of it."""
    if len(entries) == 1 and not is_deletion(entries[0]):
        return _fold_only(entries[0])
    found: Gathered[Details] = Gathered()
    place = Place("", 0)
    for entry in entries:
        if is_deletion(entry):
            place = Place(entry[FILE], entry[LINE])
            found.add_deletion(entry[AT])
            continue
        add = found.add_event if entry[IS_EVENT] else found.add_fetched
        add(entry[AT], entry[RANK], entry)
        found.add_facts(entry[AT], entry[FACTS])
    at, last = found.list_last()
    records = [_read_record(entry, at) for entry in last]
    facts = {name: value for name, (_, value) in found.facts.items()}
    place = records[-1].place if records else place
    return Arrived(entries[0][ID], place, records, found.event_at, facts, found.deleted_at)


def _fold_only(entry: Details) -> Arrived:
    """Most objects have one version."""
    record = _read_record(entry, entry[AT])
    return Arrived(record.id, record.place, [record], record.at if entry[IS_EVENT] else None, entry[FACTS], None)


def _read_record(entry: Details, at: int) -> Record:
    identifier, _, file, line, _, rank, _, (row, children, *_), references, event, source_hash, is_own = entry
    return Record(Place(file, line), identifier, row, children, references, event, source_hash, rank, is_own, at)
