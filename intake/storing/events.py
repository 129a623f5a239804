"""The events of an object's last second, kept so that one more of them is compared with all."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from intake.envelope import open_envelope
from intake.gathering.entries import decode_arrived, encode, list_version
from intake.kinds import TRANSLATIONS, Kind, kind_of
from intake.record import Arrived, Record, finish_version
from intake.refused import Refused
from intake.report import Place
from intake.shapes.translated import Ignored, Row
from intake.storing.target import Target
from models.tables import METADATA

_EVENT = METADATA.tables["imported_event"]
# Of an object that was found to be deleted, and of which no event tells.
_NO_EVENT = ""


@dataclass(slots=True)
class Kept:
    """The kept events of an object; `gone` is of one whose end no event tells."""

    records: list[Record] = field(default_factory=list)
    gone: "Gone | None" = None

    @property
    def deleted_at(self) -> int | None:
        """When it was found to be deleted."""
        return self.gone and self.gone.deleted_at


NOTHING_KEPT = Kept()


class Gone(NamedTuple):
    """When an object was found to be deleted, and the second and the rank of its last version, if one was known."""

    deleted_at: int
    last_at: int | None = None
    last_rank: str = ""


async def fetch_events(target: Target, kind: Kind, arrived: Mapping[str, Arrived]) -> dict[str, Kept]:
    """What is kept of these objects."""
    found: dict[str, Kept] = {}
    if not arrived:
        return found
    wanted = (
        select(_EVENT.c.object_id, _EVENT.c.event_id, _EVENT.c.created_at, _EVENT.c.source)
        .where(target.covers(_EVENT, "object_id", arrived))
        .where(_EVENT.c.kind == kind.name)
    )
    for identifier, event_id, created_at, source in await target.connection.execute(wanted):
        kept = found.setdefault(identifier, Kept())
        if event_id == _NO_EVENT:
            kept.gone = Gone(created_at, *json.loads(source))
        else:
            kept.records += _read_event(kind, source, created_at, arrived[identifier].place, target.live_mode)
    return found


async def fetch_deletions(target: Target, kind: str, ids: Iterable[str]) -> dict[str, int]:
    """When these objects were found to be deleted, of those that have no row any more."""
    wanted = select(_EVENT.c.object_id, _EVENT.c.created_at).where(target.covers(_EVENT, "object_id", ids))
    told = wanted.where(_EVENT.c.kind == kind, _EVENT.c.event_id == _NO_EVENT)
    return {row.object_id: row.created_at for row in await target.connection.execute(told)}


async def replace_events(
    target: Target, kind: Kind, ids: Iterable[str], kept: Mapping[str, list[Record]], gone: Mapping[str, Gone]
) -> None:
    """Keeps the events of `kept` and nothing else of the objects `ids`; `gone` are deletions that no event tells."""
    if ids := list(ids):
        await target.connection.execute(
            delete(_EVENT).where(target.covers(_EVENT, "object_id", ids)).where(_EVENT.c.kind == kind.name)
        )
    rows = [
        _row(identifier, json.loads(record.event)["id"], record.at, record.event)
        for identifier, records in kept.items()
        for record in records
        if record.event is not None
    ]
    rows += [_row(identifier, _NO_EVENT, end.deleted_at, json.dumps(end[1:])) for identifier, end in gone.items()]
    if rows:
        await target.connection.execute(insert(_EVENT), [target.scope | {"kind": kind.name} | row for row in rows])


def _row(object_id: str, event_id: str, created_at: int, source: str) -> Row:
    return {"object_id": object_id, "event_id": event_id, "created_at": created_at, "source": source}


def _read_event(kind: Kind, source: str, at: int, place: Place, live_mode: bool) -> list[Record]:
    """The event's version; nothing where this release no longer reads its object."""
    try:
        envelope = open_envelope(json.loads(source), live_mode)
        # The events of a charge without a payment intent are those of its payment, too.
        is_other = kind_of(envelope.type) != kind.name
        translated = TRANSLATIONS["payment_of_charge" if is_other else envelope.type](envelope.fields)
    except (Refused, Ignored):
        return []
    version = finish_version(translated, envelope.event, at, is_deleted=envelope.is_deleted, is_own=True)
    details = list_version(place, translated, version, envelope.event, at, {})
    return decode_arrived([encode(details)]).records
