"""A payment's figures, which follow from its charges, refunds, disputes, invoice payments and method."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.storing.target import Target
from models.billing.invoice_payment import InvoicePaymentStatus
from models.billing.payment_figures import STATED, payment_figures
from models.billing.payment_intent import PaymentIntentStatus

_OF_A_CHARGE = ("refund", "dispute", "invoice_payment")
_DERIVED = (
    "invoice_id",
    "amount_received",
    "amount_refunded",
    "refund_status",
    "amount_disputed",
    "disputed",
    "disputes_incomplete",
    "failure_code",
    "failure_message",
    "method_type",
    "method_brand",
    "method_last4",
)


async def complete_payments(target: Target, records: list[Record]) -> None:
    """Gives payments that are to be written their figures."""
    rows = {record.id: record.row for record in records}
    for identifier, figures in (await _derive(target, rows)).items():
        rows[identifier] |= figures


async def refresh_payments(target: Target, ids: Iterable[str]) -> None:
    """Computes the figures of stored payments again and writes those that changed."""
    payments = await target.fetch_by_id(
        TABLES["payment_intent"],
        set(ids),
        "amount",
        "currency",
        "status",
        "payment_method_id",
        "stated",
        *_DERIVED,
        lock=True,
    )
    rows = {name: {**row._mapping, "stated": row.stated or _stated_of(row)} for name, row in payments.items()}
    changed = []
    for identifier, figures in (await _derive(target, rows)).items():
        row = payments[identifier]
        if row.stated is None or any(getattr(row, name) != value for name, value in figures.items()):
            changed.append({"of_id": identifier, "new_stated": rows[identifier]["stated"], **_prefixed(figures)})
    if changed:
        table = TABLES["payment_intent"]
        statement = (
            update(table)
            .where(*(table.c[name] == value for name, value in target.scope.items()))
            .where(table.c.id == bindparam("of_id"))
            .values({name: bindparam(f"new_{name}") for name in (*_DERIVED, "stated")})
        )
        await target.connection.execute(statement, changed)


async def complete_charge_parts(target: Target, records: list[Record]) -> None:
    """Refunds, disputes and invoice payments get the payment that they, or their charges, are of."""
    charges = {record.row["charge_id"] for record in records if record.row["charge_id"]}
    known = await target.fetch_by_id(TABLES["charge"], charges, "payment_intent_id")
    for record in records:
        charge = known.get(record.row["charge_id"])
        record.row["payment_id"] = record.row["payment_intent_id"] or (charge and charge.payment_intent_id)


async def refresh_of_charges(target: Target, records: list[Record]) -> None:
    """After charges: what names them finds its payment, and the payments get their figures anew."""
    payments = {record.id: record.row["payment_intent_id"] for record in records}
    for name in _OF_A_CHARGE:
        table = TABLES[name]
        wanted = select(table.c.id, table.c.charge_id).where(target.covers(table, "charge_id", payments))
        # One that names its payment itself has found it.
        orphans = (await target.connection.execute(wanted.where(table.c.payment_intent_id.is_(None)))).all()
        if orphans:
            statement = (
                update(table)
                .where(*(table.c[column] == value for column, value in target.scope.items()))
                .where(table.c.id == bindparam("of_id"))
                .values(payment_id=bindparam("to"))
            )
            values = [{"of_id": row.id, "to": payments[row.charge_id]} for row in orphans]
            await target.connection.execute(statement, values)
    await refresh_payments(target, payments.values())


async def refresh_of_methods(target: Target, records: list[Record]) -> None:
    """After payment methods: payments that name them."""
    table = TABLES["payment_intent"]
    wanted = select(table.c.id).where(target.covers(table, "payment_method_id", [record.id for record in records]))
    await refresh_payments(target, (await target.connection.execute(wanted)).scalars())


async def refresh_of_parts(target: Target, records: list[Record]) -> None:
    """After refunds, disputes and invoice payments: the payments that they are of."""
    await refresh_payments(target, {record.row["payment_id"] for record in records if record.row["payment_id"]})


async def _derive(target: Target, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    if not rows:
        return {}
    charges = await _fetch_of(target, TABLES["charge"], "payment_intent_id", rows)
    parts = {name: await _fetch_of(target, TABLES[name], "payment_id", rows) for name in _OF_A_CHARGE}
    methods = await target.fetch_by_id(
        TABLES["payment_method"],
        {row["payment_method_id"] for row in rows.values() if row["payment_method_id"]},
        "type",
        "brand",
        "last4",
    )
    return {
        identifier: payment_figures(
            PaymentIntentStatus(row["status"]),
            row["amount"],
            row["currency"],
            row["stated"],
            charges[identifier],
            parts["refund"][identifier],
            parts["dispute"][identifier],
            [link for link in parts["invoice_payment"][identifier] if link.status != InvoicePaymentStatus.CANCELED],
            methods.get(row["payment_method_id"]),
        )
        for identifier, row in rows.items()
    }


async def _fetch_of(target: Target, table: Table, column: str, ids: Iterable[str]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in await target.connection.execute(select(table).where(target.covers(table, column, ids))):
        found[getattr(row, column)].append(row)
    return found


def _stated_of(row: Any) -> dict[str, Any]:
    """Of a payment from before that was kept, what it has is what it stated."""
    return {"amount_received": None} | {name: getattr(row, name) for name in STATED}


def _prefixed(figures: dict[str, Any]) -> dict[str, Any]:
    """Parameter names that differ from the column names, as SQLAlchemy requires."""
    return {f"new_{name}": value for name, value in figures.items()}
