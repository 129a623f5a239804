"""Invoice payments, which are no rows: each writes its invoice onto its payment."""

from sqlalchemy import bindparam, update

from intake.record import Record
from intake.report import ImportReport
from intake.storing.kinds import LINK, TABLES
from intake.storing.references import Refusals, keep_connected
from intake.storing.target import Target

SPARE = f"{LINK} (another invoice of the same payment)"


async def store_links(
    target: Target, records: list[Record], refusals: Refusals, report: ImportReport, linked: set[str]
) -> None:
    """A payment belongs to one invoice: the first by the link's id. `linked` are the payments that have theirs."""
    chosen = _choose(await keep_connected(target, LINK, records, refusals, report), report, linked)
    payments = await target.fetch_by_id(TABLES["payment_intent"], chosen, "invoice_id", lock=True)
    changed = []
    for payment_id, invoice_id in chosen.items():
        stored = payments[payment_id].invoice_id
        counts = report.created if stored is None else report.updated
        (report.unchanged if stored == invoice_id else counts)[LINK] += 1
        if stored != invoice_id:
            changed.append({"of_id": payment_id, "to": invoice_id})
    if changed:
        await _write(target, changed)
    linked |= chosen.keys()


def _choose(records: list[Record], report: ImportReport, linked: set[str]) -> dict[str, str]:
    """The invoice of each payment."""
    chosen: dict[str, str] = {}
    for record in records:
        payment_id = record.row["payment_intent_id"]
        if payment_id in linked or payment_id in chosen:
            report.ignored[SPARE] += 1
        else:
            chosen[payment_id] = record.row["invoice_id"]
    return chosen


async def _write(target: Target, changed: list[dict[str, str]]) -> None:
    table = TABLES["payment_intent"]
    statement = (
        update(table)
        .where(*(table.c[name] == value for name, value in target.scope.items()))
        .where(table.c.id == bindparam("of_id"))
        .values(invoice_id=bindparam("to"))
    )
    await target.connection.execute(statement, changed)
