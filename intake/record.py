"""A translated object on its way into the database, and its form in between."""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

from intake.report import Place
from intake.shapes.translated import Reference, Row, Translated


@dataclass(slots=True)
class Record:
    """`is_event` tells whether the version came in an event, and `event_at` is the newest event's time.

    `is_own` is false for one that was only expanded within another. `offset` is where it lies.
    `source_hash` is the fingerprint of what was imported, whatever the row has become since.
    """

    offset: int
    place: Place
    is_event: bool
    id: str
    row: Row
    children: dict[str, list[Row]]
    references: list[Reference]
    source_hash: str
    event_at: int | None = None
    is_own: bool = True


def fingerprint(*parts: Any) -> str:
    """Equal for equal values, and for equal values only."""
    document = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(document, digest_size=20).hexdigest()


def encode_record(place: Place, is_event: bool, translated: Translated) -> bytes:
    """One line of JSON."""
    references = list(map(list, translated.references))
    source_hash = fingerprint(translated.row, translated.children)
    return orjson.dumps(
        [
            *place,
            is_event,
            translated.id,
            translated.row,
            translated.children,
            references,
            source_hash,
        ],
        option=orjson.OPT_APPEND_NEWLINE,
    )


def decode_record(line: bytes, offset: int) -> Record:
    """The reverse, of the line that lies at `offset`."""
    file, number, is_event, identifier, row, children, references, source_hash = orjson.loads(line)
    return Record(
        offset,
        Place(file, number),
        is_event,
        identifier,
        row,
        children,
        [Reference(*reference) for reference in references],
        source_hash,
    )
