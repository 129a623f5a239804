"""The objects that an object refers to: notes for those that are missing, and stubs in their place."""

from collections import defaultdict

from sqlalchemy import insert

from intake.gathering.collector import Refusals
from intake.kinds import TABLES, Kind
from intake.record import Record
from intake.report import ImportReport
from intake.shapes.translated import Row
from intake.storing.events import fetch_deletions
from intake.storing.target import Target
from intake.storing.writes import update_rows
from models.scoped import STUB
from models.values.naming import sort_name

# Where a column may not be null, an object of which only the id is known stands in the place of a missing one.
_STANDS_IN = {
    ("subscription", "customer"),
    ("invoice", "customer"),
    ("subscription", "price"),
}
_UNKNOWN = "is neither in the input nor in the database"


async def supply_neighbours(
    target: Target, kind: Kind, records: list[Record], refusals: Refusals, report: ImportReport
) -> None:
    """Notes each neighbour that is missing, for kinds are stored in the order of reference, and puts stubs in place.

    One that was only expanded within another is not the file's own, and nothing is said of its neighbours.
    """
    missing = await _find_missing(target, records)
    stubs: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for record in records:
        for name, identifier, field in record.references:
            if identifier not in missing[name]:
                continue
            if record.is_own:
                why = refusals.get((name, target.live_mode, identifier), _UNKNOWN)
                report.note(record.place, f"{field} names {identifier}, which {why}")
            if (kind.name, name) in _STANDS_IN:
                moments = (record.row["created_at"], missing[name][identifier], stubs[name].get(identifier))
                stubs[name][identifier] = min(at for at in moments if at is not None)
    for name, ids in stubs.items():
        await _put_stubs(target, name, ids, missing[name])


async def _find_missing(target: Target, records: list[Record]) -> dict[str, dict[str, int | None]]:
    """The missing neighbours, and those that only a stub stands for, with the creation time of the stub."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        for name, identifier, _ in record.references:
            wanted[name].add(identifier)
    missing: dict[str, dict[str, int | None]] = {}
    for name, ids in wanted.items():
        columns = ("source_hash", "created_at") if name == "customer" else ("source_hash",)
        found = await target.fetch_by_id(TABLES[name], ids, *columns)
        stubs = {row.id: getattr(row, "created_at", 0) for row in found.values() if row.source_hash == STUB}
        missing[name] = dict.fromkeys(ids - found.keys()) | stubs
    return missing


async def _put_stubs(target: Target, name: str, ids: dict[str, int], missing: dict[str, int | None]) -> None:
    table = TABLES[name]
    new = [identifier for identifier in sorted(ids) if missing[identifier] is None]
    if new:
        deleted = await fetch_deletions(target, name, new)
        rows = [
            target.scope | _stub(name, identifier, ids[identifier]) | {"deleted_at": deleted.get(identifier)}
            for identifier in new
        ]
        await target.touched.note(table, new)
        await target.connection.execute(insert(table), rows)
    earlier = [
        {"id": identifier, "created_at": at}
        for identifier, at in sorted(ids.items())
        if (known := missing[identifier]) is not None and at < known
    ]
    if name == "customer":
        await update_rows(target, table, earlier)


def _stub(name: str, identifier: str, created_at: int) -> Row:
    """A customer counts as created when the first object was that names it; a price has its id for its name."""
    if name == "customer":
        own: Row = {"sort_name": sort_name(None), "tax_ids": [], "metadata": {}, "created_at": created_at}
    else:
        own = {"name": identifier, "product_name": identifier, "is_metered": False}
    return {"id": identifier, "source_hash": STUB, **own}
