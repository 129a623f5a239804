"""What has to be written: new against stored, by the hash of the last import and the time of its event."""

from dataclasses import dataclass, field
from typing import Any

from intake.record import Record
from intake.report import ImportReport
from intake.shapes.translated import Row
from intake.storing.kinds import Kind
from intake.storing.target import Target

_SOURCE = ("source_hash", "source_at")

# What a cancellation asked for here sets, and a bare object does not take back.
CANCELLATION = (
    "status",
    "cancel_at",
    "canceled_at",
    "ended_at",
    "cancellation_requested_at",
    "cancellation_requested_by",
    "cancellation_reason",
    "cancellation_comment",
    "changed_here_at",
)


@dataclass(slots=True)
class Changes:
    """`created` and `updated` are records whose rows are complete; `touched` only have a newer event."""

    created: list[Record] = field(default_factory=list)
    updated: list[Record] = field(default_factory=list)
    touched: list[Record] = field(default_factory=list)

    @property
    def written(self) -> list[Record]:
        """All whose rows are written."""
        return self.created + self.updated


async def find_changes(target: Target, kind: Kind, records: list[Record], report: ImportReport) -> Changes:
    """Compares with what is stored, which stays locked until the transaction ends, and counts."""
    columns = _SOURCE + (CANCELLATION if kind.name == "subscription" else ())
    stored = await target.fetch_by_id(kind.table, [record.id for record in records], *columns, lock=True)
    changes = Changes()
    for record in records:
        _sort_in(changes, record, stored.get(record.id))
    report.created[kind.name] += len(changes.created)
    report.updated[kind.name] += len(changes.updated)
    report.unchanged[kind.name] += len(records) - len(changes.written)
    return changes


def _sort_in(changes: Changes, record: Record, stored: Any) -> None:
    if stored is None:
        record.row |= _source_columns(record, None)
        changes.created.append(record)
        return
    if _is_stale(record, stored):
        return
    overrules = _overrules_change_made_here(record, stored)
    if record.source_hash != stored.source_hash or overrules:
        record.row |= _source_columns(record, stored.source_at) | _kept_cancellation(stored, overrules)
        changes.updated.append(record)
    elif record.event_at is not None and record.event_at > (stored.source_at or 0):
        changes.touched.append(record)


def _is_stale(record: Record, stored: Any) -> bool:
    """An event older than the one that is stored; a bare object never is."""
    if not record.is_event or record.event_at is None or stored.source_at is None:
        return False
    return bool(record.event_at < stored.source_at)


def _source_columns(record: Record, source_at: int | None) -> Row:
    """A bare object does not make older events newer: the newest event's time stays."""
    times = [time for time in (record.event_at, source_at) if time is not None]
    return {"id": record.id, "source_hash": record.source_hash, "source_at": max(times, default=None)}


def _changed_here_at(stored: Any) -> int | None:
    changed: int | None = getattr(stored, "changed_here_at", None)
    return changed


def _overrules_change_made_here(record: Record, stored: Any) -> bool:
    """A newer event does, and so does the bare object that comes after it."""
    changed = _changed_here_at(stored)
    return changed is not None and (record.event_at or 0) > changed


def _kept_cancellation(stored: Any, overrules: bool) -> Row:
    if _changed_here_at(stored) is None or overrules:
        return {}
    return {name: getattr(stored, name) for name in CANCELLATION}
