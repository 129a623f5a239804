"""What credit notes took off an invoice, whichever is imported first."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from intake.kinds import TABLES
from intake.record import Record
from intake.storing.target import Target
from intake.storing.writes import update_rows
from models.billing.credited_amounts import amount_credited

_STATED = ("pre_payment_credited", "post_payment_credited")


async def credit_invoices(target: Target, records: list[Record]) -> None:
    """Gives invoices that are to be written the amount that is credited on them."""
    notes = await _fetch_notes(target, [record.id for record in records])
    for record in records:
        stated = sum(record.row[name] or 0 for name in _STATED)
        record.row["amount_credited"] = amount_credited(stated, record.row["currency"], notes[record.id])


async def refresh_invoices(target: Target, records: list[Record]) -> None:
    """After credit notes: the invoices that they reduce."""
    table = TABLES["invoice"]
    ids = {record.row["invoice_id"] for record in records if record.row["invoice_id"]}
    invoices = await target.fetch_by_id(table, ids, "currency", "amount_credited", *_STATED, lock=True)
    notes = await _fetch_notes(target, invoices)
    changed = []
    for identifier, invoice in invoices.items():
        stated = sum(getattr(invoice, name) or 0 for name in _STATED)
        credited = amount_credited(stated, invoice.currency, notes[identifier])
        if credited != invoice.amount_credited:
            changed.append({"id": identifier, "amount_credited": credited})
    await update_rows(target, table, changed)


async def _fetch_notes(target: Target, invoices: Iterable[str]) -> defaultdict[str, list[Any]]:
    return await target.fetch_grouped(TABLES["credit_note"], "invoice_id", invoices, "currency", "status", "total")
