"""Finds what must be written of a batch, by comparing it with the stored rows."""

from dataclasses import dataclass, field
from typing import Any

from intake.kinds import Kind
from intake.record import Arrived, Record
from intake.report import ImportReport
from intake.seen_values import SEEN
from intake.shapes.translated import Row
from intake.storing.comparison import CANCELLATION, Comparison, Outcome, compare
from intake.storing.events import NOTHING_KEPT, Gone, fetch_events, replace_events
from intake.storing.target import Target
from intake.versions import was_fetched

_SOURCE = ("source_hash", "source_at", "source_rank", "deleted_at")
STALE = "is older than what is stored, or not later and of less weight: nothing of it was taken"


@dataclass(slots=True)
class Changes:
    """`created` and `updated` are records whose rows are complete; `patched` are columns by id.

    `gone` are the ids of rows that are removed.
    """

    created: list[Record] = field(default_factory=list)
    updated: list[Record] = field(default_factory=list)
    patched: list[Row] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def written(self) -> list[Record]:
        """All records whose rows are written."""
        return self.created + self.updated


async def find_changes(target: Target, kind: Kind, arrived: list[Arrived], report: ImportReport) -> Changes:
    """Compares with what is stored, which stays locked until the transaction ends, counts, and keeps events."""
    stored = await _fetch_stored(target, kind, arrived)
    kept = await fetch_events(target, kind, {each.id: each for each in arrived if _may_have_events(each, stored)})
    changes = Changes()
    events: dict[str, list[Record]] = {}
    gone: dict[str, Gone] = {}
    for each in arrived:
        found = compare(kind, each, stored.get(each.id), kept.get(each.id, NOTHING_KEPT))
        _sort_in(changes, each, found)
        _count(report, kind.name, each, found)
        if found.events:
            events[each.id] = found.events
        if found.gone is not None:
            gone[each.id] = found.gone
    replaced = [name for name in events.keys() | gone.keys() if name in kept or _was_told(stored.get(name))]
    await replace_events(target, kind, replaced, events, gone)
    return changes


async def _fetch_stored(target: Target, kind: Kind, arrived: list[Arrived]) -> dict[str, Any]:
    columns = _SOURCE + kind.facts + kind.moments + (CANCELLATION if kind.name == "subscription" else ())
    if kind.named:
        columns += (SEEN,)
    if kind.leaves is not None:
        columns += (kind.leaves[0],)
    return await target.fetch_by_id(kind.table, [each.id for each in arrived], *columns, lock=True)


def _may_have_events(arrived: Arrived, stored: dict[str, Any]) -> bool:
    """The objects that may have kept events: those that are gone, and those last changed by an event."""
    row = stored.get(arrived.id)
    if row is None:
        return True
    is_same_second = bool(arrived.records) and row.source_at == arrived.records[0].at
    return (is_same_second or arrived.deleted_at is not None) and _was_told(row)


def _was_told(row: Any) -> bool:
    return row is not None and bool(row.source_rank) and not was_fetched(row.source_rank)


def _sort_in(changes: Changes, arrived: Arrived, found: Comparison) -> None:
    match found.outcome:
        case Outcome.CREATED if found.record is not None:
            changes.created.append(found.record)
        case Outcome.UPDATED if found.record is not None:
            changes.updated.append(found.record)
        case Outcome.TOUCHED | Outcome.PATCHED:
            changes.patched.append({"id": arrived.id, **found.columns})
        case Outcome.GONE:
            changes.gone.append(arrived.id)


def _count(report: ImportReport, name: str, arrived: Arrived, found: Comparison) -> None:
    if found.is_deletion:
        report.deleted[name] += 1
    elif found.outcome is Outcome.CREATED:
        report.created[name] += 1
    elif found.outcome in (Outcome.UPDATED, Outcome.PATCHED):
        report.updated[name] += 1
    else:
        report.unchanged[name] += 1
    if found.is_stale and arrived.is_own:
        report.note(arrived.place, STALE)
