"""Whether what an object refers to is there."""

from collections import defaultdict

from intake.record import Record
from intake.report import ImportReport
from intake.storing.kinds import TABLES
from intake.storing.target import Target

Refusals = dict[tuple[str, bool, str], str]


async def keep_connected(
    target: Target, kind: str, records: list[Record], refusals: Refusals, report: ImportReport
) -> list[Record]:
    """The records whose references all exist, for kinds are stored in the order of reference.

    The others are refused; one that was only expanded within another is missed by what refers to it, if anything.
    """
    existing = await _find_existing(target, records)
    return [record for record in records if _is_connected(target, kind, record, existing, refusals, report)]


async def _find_existing(target: Target, records: list[Record]) -> dict[str, set[str]]:
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        for reference in record.references:
            wanted[reference.kind].add(reference.id)
    return {kind: set(await target.fetch_by_id(TABLES[kind], ids)) for kind, ids in wanted.items()}


def _is_connected(
    target: Target,
    kind: str,
    record: Record,
    existing: dict[str, set[str]],
    refusals: Refusals,
    report: ImportReport,
) -> bool:
    for reference in record.references:
        if reference.id not in existing[reference.kind]:
            why = refusals.get((reference.kind, target.live_mode, reference.id))
            fate = f"which {why}" if why else "which is neither in the input nor in the database"
            reason = f"{reference.field} names {reference.id}, {fate}"
            if record.is_own:
                report.refuse(record.place, reason)
            refusals[kind, target.live_mode, record.id] = f"cannot be stored: {reason}"
            return False
    return True
