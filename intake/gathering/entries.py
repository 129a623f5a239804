"""What is kept of each arriving version between the two passes: a line of JSON, and the reverse."""

import json
from collections.abc import Sequence
from itertools import starmap
from typing import Any

import orjson

from intake.envelope import Event
from intake.record import Arrived, Record, Version
from intake.report import Place
from intake.shapes.translated import Reference, Row, Translated
from intake.versions import Gathered

# Kind and mode.
Scope = tuple[str, bool]
# An object's id, and the line.
Entry = tuple[str, bytes]
Entries = dict[Scope, list[Entry]]

_OF_DELETION = 4
_LINE = orjson.OPT_APPEND_NEWLINE


def encode_version(
    place: Place, translated: Translated, version: Version, event: Event | None, at: int, facts: Row
) -> bytes:
    """The line of a version of the second `at`; see `Arrived` for the facts."""
    content, source_hash, rank, is_own = version
    told = json.dumps(event.source, default=str) if event is not None and is_own else None
    fields = (
        translated.id,
        at,
        *place,
        event is not None,
        rank,
        facts,
        orjson.Fragment(content),
        list(map(list, translated.references)),
        told,
        source_hash,
        is_own,
    )
    return orjson.dumps(fields, option=_LINE)


def encode_deletion(place: Place, identifier: str, at: int) -> bytes:
    """The line that tells only that the object was found to be deleted."""
    return orjson.dumps((identifier, at, *place), option=_LINE)


def is_deletion(fields: Sequence[Any]) -> bool:
    """Whether a decoded line tells only that the object was deleted."""
    return len(fields) == _OF_DELETION


def decode_arrived(lines: Sequence[bytes]) -> Arrived:
    """All that was kept of one object, in the order in which it came."""
    return fold_entries([orjson.loads(line) for line in lines])


def fold_entries(entries: Sequence[list[Any]]) -> Arrived:
    """The same of decoded lines, which become part of it."""
    if len(entries) == 1 and not is_deletion(entries[0]):
        return _fold_only(entries[0])
    found: Gathered[list[Any]] = Gathered()
    place = Place("", 0)
    for entry in entries:
        if is_deletion(entry):
            _, at, *where = entry
            place = Place(*where)
            found.add_deletion(at)
            continue
        at, is_event, rank, facts = entry[1], *entry[4:7]
        if is_event:
            found.add_event(at, rank, entry)
        else:
            found.add_fetched(at, rank, entry)
        found.add_facts(at, facts)
    at, last = found.list_last()
    records = [_read_record(entry, at) for entry in last]
    facts = {name: value for name, (_, value) in found.facts.items()}
    place = records[-1].place if records else place
    return Arrived(entries[0][0], place, records, found.event_at, facts, found.deleted_at)


def _fold_only(entry: list[Any]) -> Arrived:
    """Most objects have one version."""
    record = _read_record(entry, entry[1])
    return Arrived(record.id, record.place, [record], record.at if entry[4] else None, entry[6], None)


def _read_record(entry: list[Any], at: int) -> Record:
    identifier, _, file, line, _, rank, _, (row, children), references, event, source_hash, is_own = entry
    found = list(starmap(Reference, references))
    return Record(Place(file, line), identifier, row, children, found, event, source_hash, rank, is_own, at)
