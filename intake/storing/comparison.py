"""Compares the arrived versions of one object with its stored row: which version counts, and what changes."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from intake.kinds import Kind
from intake.record import Arrived, Record
from intake.seen_values import SEEN, merge_seen
from intake.shapes.translated import Row
from intake.storing.events import NOTHING_KEPT, Gone, Kept
from intake.versions import choose, list_best, was_fetched
from models.scoped import STUB

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
    "cancellation_cause",
    "changed_here_at",
)


class Outcome(Enum):
    """What becomes of the row: TOUCHED notes only when which versions came, PATCHED only single columns."""

    UNCHANGED = auto()
    TOUCHED = auto()
    PATCHED = auto()
    UPDATED = auto()
    CREATED = auto()
    GONE = auto()


@dataclass(slots=True)
class Comparison:
    """`record` has the complete row of what is written, and `columns` what is patched.

    `events` are those to keep of the object from now on, `gone` is of an end that no event tells. `is_deletion` says
    that it was not known to be deleted before, `is_stale` that something older arrived.
    """

    outcome: Outcome
    record: Record | None = None
    columns: Row = field(default_factory=dict)
    events: list[Record] = field(default_factory=list)
    gone: Gone | None = None
    is_deletion: bool = False
    is_stale: bool = False


def compare(kind: Kind, arrived: Arrived, stored: Any, kept: Kept) -> Comparison:
    """`stored` is the row's, or None; `kept` are events of its last second, or of an object that is gone."""
    if stored is None and len(arrived.records) == 1 and arrived.deleted_at is None and kept is NOTHING_KEPT:
        found = _create(kind, arrived)
        if found is not None:
            return found
    known = stored is not None and stored.source_hash != STUB
    versions, is_stale = _list_versions(arrived, stored if known else None, kept)
    winner = choose(versions) if versions else None
    if winner is None or (known and winner.rank == stored.source_rank and winner.at == stored.source_at):
        found = _compare_rest(kind, arrived, stored, kept)
        found.is_stale = is_stale
        found.events = found.events or _list_more_events(versions, kept)
        return found
    deleted_at = _deleted_at(winner, arrived.deleted_at, kept.deleted_at, stored and stored.deleted_at)
    is_deletion = deleted_at is not None and (stored is None or stored.deleted_at is None)
    best = list_best(versions)
    if deleted_at is not None and kind.goes(winner.row):
        end = Gone(deleted_at, winner.at, winner.rank) if winner.row["deleted_at"] is None else None
        gone = Outcome.GONE if stored is not None else Outcome.UNCHANGED
        is_news = is_deletion and (stored is not None or not (kept.records or kept.gone))
        return Comparison(gone, winner, {}, best, end, is_news)
    overrules = known and _overrules_change_made_here(arrived, stored)
    facts = _facts(kind, arrived, stored, is_newer=True)
    same = (
        known
        and not overrules
        and winner.source_hash == stored.source_hash
        and deleted_at == stored.deleted_at
        and all(getattr(stored, name) == value for name, value in facts.items())
    )
    source = {"source_at": winner.at, "source_rank": winner.rank} | _seen(kind, arrived, stored)
    if same:
        return Comparison(Outcome.TOUCHED, winner, source, best)
    winner.row |= {"id": winner.id, "source_hash": winner.source_hash, "deleted_at": deleted_at, **source, **facts}
    if "changed_here_at" in kind.table.c:
        winner.row["changed_here_at"] = None
    if known and not overrules:
        winner.row |= _kept_cancellation(stored)
    return Comparison(Outcome.UPDATED if known else Outcome.CREATED, winner, {}, best, None, is_deletion)


def _create(kind: Kind, arrived: Arrived) -> Comparison | None:
    """What most of a first import is: an object that nothing else is known of, unless it is deleted."""
    winner = arrived.records[0]
    if winner.row["deleted_at"] is not None:
        return None
    winner.row |= {"id": winner.id, "source_hash": winner.source_hash, "source_at": winner.at}
    winner.row |= {"source_rank": winner.rank, "deleted_at": None}
    for name in (*kind.facts, *kind.moments):
        winner.row[name] = arrived.facts.get(name)
    winner.row |= _seen(kind, arrived, None)
    if "changed_here_at" in kind.table.c:
        winner.row["changed_here_at"] = None
    return Comparison(Outcome.CREATED, winner, {}, arrived.records)


def _list_versions(arrived: Arrived, stored: Any, kept: Kept) -> tuple[list[Record], bool]:
    """Those of the last second that is known, if any of them has just arrived; else none, and that they are stale."""
    records = arrived.records
    if not records:
        return [], False
    last = _last_known(stored, kept)
    if last is None or records[0].at > last:
        return records, False
    if records[0].at < last:
        return [], stored is None or all(
            record.source_hash != stored.source_hash for record in records if record.is_own
        )
    versions = {record.rank: record for record in [*kept.records, *records]}
    rank = (kept.gone.last_rank if kept.gone else "") if stored is None else stored.source_rank or ""
    if kept.records and not was_fetched(rank):
        return list(versions.values()), False
    return (records, False) if choose(records).rank > rank else ([], False)


def _list_more_events(versions: list[Record], kept: Kept) -> list[Record]:
    """The events to keep, if there are more than are kept already."""
    best = [version for version in list_best(versions) if version.event is not None] if versions else []
    return best if {version.rank for version in best} - {version.rank for version in kept.records} else []


def _last_known(stored: Any, kept: Kept) -> int | None:
    if stored is not None:
        # Before versions had a second, a bare object had none: everything counts more.
        return stored.source_at if stored.source_at is not None else -1
    if kept.gone is not None and kept.gone.last_at is not None:
        return kept.gone.last_at
    return kept.records[0].at if kept.records else None


def _compare_rest(kind: Kind, arrived: Arrived, stored: Any, kept: Kept) -> Comparison:
    """What does not depend on the version that counts: facts that it lacks, and that the object was deleted."""
    deleted_at = arrived.deleted_at
    if stored is None:
        if deleted_at is None or kept.records or (kept.gone and kept.gone.deleted_at <= deleted_at):
            return Comparison(Outcome.UNCHANGED)
        last = kept.gone[1:] if kept.gone else (None, "")
        return Comparison(Outcome.UNCHANGED, gone=Gone(deleted_at, *last), is_deletion=kept.gone is None)
    columns = _facts(kind, arrived, stored, is_newer=False)
    columns["deleted_at"] = stored.deleted_at
    if deleted_at is not None and deleted_at >= (stored.source_at or 0):
        columns["deleted_at"] = min(deleted_at, stored.deleted_at or deleted_at)
        if kind.goes(stored._mapping):
            end = Gone(columns["deleted_at"], stored.source_at, stored.source_rank or "")
            return Comparison(Outcome.GONE, None, {}, kept.records, end, is_deletion=True)
    is_deletion = stored.deleted_at is None and columns["deleted_at"] is not None
    seen = {name: value for name, value in _seen(kind, arrived, stored).items() if value != getattr(stored, name)}
    if all(getattr(stored, name) == value for name, value in columns.items()):
        return Comparison(Outcome.TOUCHED, None, seen) if seen else Comparison(Outcome.UNCHANGED)
    return Comparison(Outcome.PATCHED, None, columns | seen, is_deletion=is_deletion)


def _facts(kind: Kind, arrived: Arrived, stored: Any, *, is_newer: bool) -> Row:
    """The columns that keep their value if a version does not mention them."""
    found: Row = {}
    for name in kind.facts:
        old, new = stored and getattr(stored, name), arrived.facts.get(name)
        found[name] = new if new is not None and (is_newer or old is None) else old
    for name in kind.moments:
        moments = (stored and getattr(stored, name), arrived.facts.get(name))
        found[name] = max((moment for moment in moments if moment is not None), default=None)
    return found


def _seen(kind: Kind, arrived: Arrived, stored: Any) -> Row:
    """What all known versions said of the columns that are kept for it, if there are any."""
    return {SEEN: merge_seen(stored and stored.seen, arrived.facts.get(SEEN))} if kind.named else {}


def _deleted_at(winner: Record, *found: int | None) -> int | None:
    """What the version itself tells, else when it was found, if the version is not later."""
    if winner.row["deleted_at"] is not None:
        return int(winner.row["deleted_at"])
    return min((at for at in found if at is not None and at >= winner.at), default=None)


def _overrules_change_made_here(arrived: Arrived, stored: Any) -> bool:
    """A newer event overrules it, and so does an object that was fetched after that event."""
    changed = getattr(stored, "changed_here_at", None)
    return changed is not None and (arrived.event_at or 0) > changed


def _kept_cancellation(stored: Any) -> Row:
    if getattr(stored, "changed_here_at", None) is None:
        return {}
    return {name: getattr(stored, name) for name in CANCELLATION}
