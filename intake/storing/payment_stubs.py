"""Stubs of payments that are known only by their charges: rows made from the charges, until the payments arrive."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from intake.kinds import TABLES
from intake.record import Record
from intake.report import Place
from intake.shapes.translated import Row
from intake.storing.flag_copies import copy_processing_of_payments
from intake.storing.payments import complete_payments
from intake.storing.target import Target
from intake.storing.writes import upsert
from models.billing.payment_figures import STATED, status_by_charge
from models.scoped import STUB, same_scope

_NOWHERE = Place("", 0)


async def write_payment_stubs(target: Target, charge_ids: Sequence[str]) -> list[str]:
    """Writes a stub for each unknown payment of these charges; returns the charges that had none before."""
    unknown = await _find_unknown(target, charge_ids)
    of_payment = await target.fetch_grouped(
        TABLES["charge"], "payment_intent_id", {row.payment_intent_id for row in unknown}
    )
    records = [
        Record(_NOWHERE, payment_id, _payment(payment_id, charges), {}, [], None, STUB, "", is_own=False, at=0)
        for payment_id, charges in sorted(of_payment.items())
    ]
    if records:
        await complete_payments(target, records)
        await upsert(target, TABLES["payment_intent"], [record.row for record in records])
        await copy_processing_of_payments(target, records)
    return [row.id for row in unknown if row.source_hash is None]


async def _find_unknown(target: Target, charge_ids: Sequence[str]) -> Sequence[Any]:
    charge, payment = TABLES["charge"], TABLES["payment_intent"]
    is_same = same_scope(charge, payment) & (charge.c.payment_intent_id == payment.c.id)
    wanted = (
        select(charge.c.id, charge.c.payment_intent_id, payment.c.source_hash)
        .select_from(charge.outerjoin(payment, is_same))
        .where(target.covers(charge, "id", charge_ids))
        .where(or_(payment.c.id.is_(None), payment.c.source_hash == STUB))
    )
    return (await target.connection.execute(wanted)).all()


def _payment(payment_id: str, charges: list[Any]) -> Row:
    """The payment as its newest charge shows it: no charge follows one that succeeded."""
    charges.sort(key=lambda charge: (charge.created_at, charge.id))
    newest = charges[-1]
    is_held = not newest.amount_captured and bool(newest.amount)
    return {
        "id": payment_id,
        "source_hash": STUB,
        "source_at": None,
        "source_rank": None,
        "deleted_at": None,
        "customer_id": next((charge.customer_id for charge in charges if charge.customer_id), None),
        "amount": newest.amount,
        "currency": newest.currency,
        "status": status_by_charge(newest.status, newest.amount, newest.amount_refunded, is_held=is_held),
        "description": newest.description,
        "metadata": None,
        "created_at": charges[0].created_at,
        "amount_capturable": None,
        "payment_method_id": newest.payment_method_id,
        "latest_charge_id": newest.id,
        "stated": {"amount_received": None} | dict.fromkeys(STATED),
    }
