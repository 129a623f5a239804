"""What arrives of an erased customer is passed over: neither the person nor what belonged to it comes back."""

from collections.abc import Iterable

from sqlalchemy import exists, select

from intake.kinds import TABLES, Kind
from intake.record import Arrived
from intake.report import ImportReport
from intake.storing.target import Target
from models.billing.erasure import hash_of_erased
from models.scoped import ERASED
from models.tables import METADATA

_ERASURE = METADATA.tables["erasure"]
# What else than its customer an object may belong to.
_HOLDERS = {"payment_intent_id": "payment_intent", "charge_id": "charge", "invoice_id": "invoice"}
_PASSED_OVER = "belongs to a customer who was erased here: nothing of it was taken"


async def pass_over_erased(target: Target, kind: Kind, arrived: list[Arrived], report: ImportReport) -> list[Arrived]:
    """Those that are no erased customer's; the others are counted as ignored, with a note.

    Within the transaction that stores them: an erasure waits until it has ended.
    """
    if not await _knows_of_any(target):
        return arrived
    erased = await _find_erased(target, kind, arrived)
    for each in arrived:
        if each.id in erased:
            report.ignored[f"{kind.name} (of an erased customer)"] += 1
            if each.is_own:
                report.note(each.place, _PASSED_OVER)
    return [each for each in arrived if each.id not in erased]


async def _knows_of_any(target: Target) -> bool:
    in_scope = (_ERASURE.c[name] == value for name, value in target.scope.items())
    return bool((await target.connection.execute(select(exists().where(*in_scope)))).scalar())


async def _find_erased(target: Target, kind: Kind, arrived: list[Arrived]) -> set[str]:
    """The ids of those that name an erased customer, are left of one, or belong to what is."""
    erased = await _among_left(target, kind.name, (each.id for each in arrived))
    customers = {each.id: _names(each, "customer_id") for each in arrived}
    if kind.name == "customer":
        customers = {each.id: {each.id} for each in arrived}
    gone = await _among_erased(target, set().union(*customers.values()))
    erased |= {identifier for identifier, named in customers.items() if named & gone}
    for column, holder in _HOLDERS.items():
        held = {each.id: _names(each, column) for each in arrived}
        left = await _among_left(target, holder, set().union(*held.values()))
        erased |= {identifier for identifier, named in held.items() if named & left}
    return erased


def _names(arrived: Arrived, column: str) -> set[str]:
    return {record.row[column] for record in arrived.records if record.row.get(column)}


async def _among_erased(target: Target, customer_ids: set[str]) -> set[str]:
    hashes = {hash_of_erased(target.project_id, target.live_mode, each): each for each in customer_ids}
    known = select(_ERASURE.c.customer_hash).where(target.covers(_ERASURE, "customer_hash", hashes))
    return {hashes[each] for each in (await target.connection.execute(known)).scalars()} if hashes else set()


async def _among_left(target: Target, kind: str, ids: Iterable[str]) -> set[str]:
    rows = await target.fetch_by_id(TABLES[kind], ids, "source_hash")
    return {identifier for identifier, row in rows.items() if row.source_hash == ERASED}
