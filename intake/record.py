"""A translated object on its way into the database, and its form in between."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from intake.envelope import Event
from intake.kinds import KIND
from intake.report import Place
from intake.shapes.translated import Reference, Row, Translated
from intake.versions import rank_of

_CREATED = ".created"


class Version(NamedTuple):
    """See `Record`. `content` is its row and its children as JSON with sorted keys."""

    content: bytes
    source_hash: str
    rank: str
    is_own: bool


@dataclass(slots=True)
class Record:
    """One version of an object. `rank` decides between those of the second `at`; `event` is the event it came in.

    `is_own` is false for one that was only expanded within another. `source_hash` is the fingerprint of what was
    imported, whatever the row has become since.
    """

    place: Place
    id: str
    row: Row
    children: dict[str, list[Row]]
    references: list[Reference]
    event: str | None
    source_hash: str
    rank: str
    is_own: bool
    at: int


@dataclass(slots=True)
class Arrived:
    """All that an input holds of one object: the versions of its last second, and what does not depend on them.

    `event_at` is the second of its newest event. Without a version it is known only to be deleted.
    """

    id: str
    place: Place
    records: list[Record]
    event_at: int | None
    facts: Row
    deleted_at: int | None

    @property
    def is_own(self) -> bool:
        """Whether the input holds it by itself, and not only expanded within others."""
        return any(record.is_own for record in self.records)


def finish_version(translated: Translated, event: Event | None, at: int, *, is_deleted: bool, is_own: bool) -> Version:
    """The version of a translated object; `at` is the second of its event, or when it was fetched."""
    translated.row["deleted_at"] = at if is_deleted else None
    content = orjson.dumps([translated.row, translated.children], option=orjson.OPT_SORT_KEYS)
    source_hash = hashlib.blake2b(content, digest_size=20).hexdigest()
    kind = KIND[translated.kind]
    rank = rank_of(
        is_creation=is_own and event is not None and event.type.endswith(_CREATED),
        finality=kind.finality(translated.row),
        is_fetched=event is None,
        is_own=is_own,
        translation=kind.translation,
        tie=source_hash if event is None else event.id,
    )
    return Version(content, source_hash, rank, is_own)
