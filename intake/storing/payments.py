"""A payment's figures, which follow from its charges, refunds, disputes, invoice payments and method."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Table, select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.shapes.translated import Row
from intake.storing.target import Target
from intake.storing.writes import update_rows
from models.billing.invoice_payment import InvoicePaymentStatus
from models.billing.payment_figures import STATED, payment_figures
from models.billing.payment_intent import PaymentIntentStatus

_OF_A_CHARGE = ("refund", "dispute", "invoice_payment")
_OF_CUSTOMER = ("charge", "refund", "dispute")
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


class _Around(NamedTuple):
    """What is stored around payments: the rows of each kind by payment, and payment methods by their id."""

    parts: dict[str, defaultdict[str, list[Any]]]
    methods: dict[str, Any]


async def complete_payments(target: Target, records: list[Record]) -> None:
    """Fills in the figures of payments that are about to be written; their charges and the like get their customer."""
    rows = {record.id: record.row for record in records}
    around = await _fetch_around(target, rows)
    for identifier, row in rows.items():
        row |= _derive(identifier, row, around)
    for kind in _OF_CUSTOMER:
        parts = around.parts[kind]
        moved = [
            {"id": part.id, "customer_id": row["customer_id"]}
            for identifier, row in rows.items()
            for part in parts[identifier]
            if row["customer_id"] not in (None, part.customer_id)
        ]
        await update_rows(target, TABLES[kind], moved)


async def complete_charges(target: Target, records: list[Record]) -> None:
    """Charges get their payment's customer, once the payment is known."""
    payments = await _fetch_customers(target, (record.row["payment_intent_id"] for record in records))
    for record in records:
        customer_id = payments.get(record.row["payment_intent_id"])
        record.row["customer_id"] = customer_id or record.row["customer_id"]


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
    around = await _fetch_around(target, rows)
    changed = []
    for identifier, row in payments.items():
        figures = _derive(identifier, rows[identifier], around)
        if row.stated is None or any(getattr(row, name) != value for name, value in figures.items()):
            changed.append({"id": identifier, "stated": rows[identifier]["stated"], **figures})
    await update_rows(target, TABLES["payment_intent"], changed)


async def complete_links(target: Target, records: list[Record]) -> None:
    """Invoice payments get the payment that they, or their charges, are of."""
    await _find_payments(target, "invoice_payment", records)


async def complete_refunds(target: Target, records: list[Record]) -> None:
    """Refunds get their payment in the same way, and its customer."""
    await _complete_for_customer(target, "refund", records)


async def complete_disputes(target: Target, records: list[Record]) -> None:
    """The same for disputes."""
    await _complete_for_customer(target, "dispute", records)


async def _complete_for_customer(target: Target, kind: str, records: list[Record]) -> None:
    await _find_payments(target, kind, records)
    payments = await _fetch_customers(target, (record.row["payment_id"] for record in records))
    for record in records:
        record.row["customer_id"] = payments.get(record.row["payment_id"])


async def _find_payments(target: Target, kind: str, records: list[Record]) -> None:
    charges = {record.row["charge_id"] for record in records if record.row["charge_id"]}
    known = await target.fetch_by_id(TABLES["charge"], charges, "payment_intent_id")
    for record in records:
        charge = known.get(record.row["charge_id"])
        record.row["payment_id"] = record.row["payment_intent_id"] or (charge and charge.payment_intent_id)
    await _leave_payments(target, kind, {record.id: record.row["payment_id"] for record in records})


async def _leave_payments(target: Target, kind: str, payments: Mapping[str, str | None]) -> None:
    """What turns out to belong to another payment no longer counts in its former one."""
    table = TABLES[kind]
    stored = await target.fetch_by_id(table, payments, "payment_id")
    left = {
        identifier: row.payment_id
        for identifier, row in stored.items()
        if row.payment_id not in (None, payments[identifier])
    }
    if left:
        await target.connection.execute(update(table).where(target.covers(table, "id", left)).values(payment_id=None))
        await refresh_payments(target, left.values())


async def refresh_of_charges(target: Target, records: list[Record]) -> None:
    """After charges: what names them finds its payment, and the payments get their figures anew."""
    payments = {record.id: record.row["payment_intent_id"] for record in records}
    for kind in _OF_A_CHARGE:
        found = await _find_by_charge(target, TABLES[kind], payments)
        customers = await _fetch_customers(target, found.values()) if kind in _OF_CUSTOMER else {}
        changed: list[Row] = [
            {"id": identifier, "payment_id": payment}
            | ({"customer_id": customers[payment]} if payment in customers else {})
            for identifier, payment in found.items()
        ]
        await update_rows(target, TABLES[kind], changed)
    await refresh_payments(target, payments.values())


async def _find_by_charge(target: Target, table: Table, payments: Mapping[str, str]) -> dict[str, str]:
    """The payments of rows that name only their charge, by row id; `payments` are by charge."""
    wanted = select(table.c.id, table.c.charge_id).where(target.covers(table, "charge_id", payments))
    rows = await target.connection.execute(wanted.where(table.c.payment_intent_id.is_(None)))
    return {row.id: payments[row.charge_id] for row in rows}


async def refresh_of_methods(target: Target, records: list[Record]) -> None:
    """After payment methods: payments that name them."""
    table = TABLES["payment_intent"]
    wanted = select(table.c.id).where(target.covers(table, "payment_method_id", [record.id for record in records]))
    await refresh_payments(target, (await target.connection.execute(wanted)).scalars())


async def refresh_of_parts(target: Target, records: list[Record]) -> None:
    """After refunds, disputes and invoice payments: the payments that they are of."""
    await refresh_payments(target, {record.row["payment_id"] for record in records if record.row["payment_id"]})


async def _fetch_around(target: Target, rows: Mapping[str, Mapping[str, Any]]) -> _Around:
    keys = {"charge": "payment_intent_id"} | dict.fromkeys(_OF_A_CHARGE, "payment_id")
    methods = {row["payment_method_id"] for row in rows.values() if row["payment_method_id"]}
    return _Around(
        {kind: await target.fetch_grouped(TABLES[kind], key, rows) for kind, key in keys.items()},
        await target.fetch_by_id(TABLES["payment_method"], methods, "type", "brand", "last4"),
    )


def _derive(identifier: str, row: Mapping[str, Any], around: _Around) -> dict[str, Any]:
    parts = around.parts
    links = parts["invoice_payment"].get(identifier, ())
    return payment_figures(
        PaymentIntentStatus(row["status"]),
        row["amount"],
        row["currency"],
        row["stated"],
        parts["charge"].get(identifier, ()),
        parts["refund"].get(identifier, ()),
        parts["dispute"].get(identifier, ()),
        [link for link in links if link.status != InvoicePaymentStatus.CANCELED],
        around.methods.get(row["payment_method_id"]),
    )


async def _fetch_customers(target: Target, payments: Iterable[str | None]) -> dict[str, str | None]:
    ids = {payment for payment in payments if payment is not None}
    found = await target.fetch_by_id(TABLES["payment_intent"], ids, "customer_id")
    return {identifier: row.customer_id for identifier, row in found.items()}


def _stated_of(row: Any) -> dict[str, Any]:
    """Of a payment from before that was kept, what it has is what it stated."""
    return {"amount_received": None} | {name: getattr(row, name) for name in STATED}
