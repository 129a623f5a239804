"""What rows copy from their neighbours, so that a list or a page needs no other table to show or to order them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, case, exists, select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.storing.target import Target
from models.billing.payment_intent import PaymentIntentStatus
from models.scoped import SCOPE


async def copy_from_neighbours(target: Target, kind: str, records: list[Record]) -> None:
    """After rows of a kind were written: what they, or their neighbours, copy."""
    ids = {record.id for record in records}
    if kind == "payment_intent":
        await _copy_processing(target, await _find_paid(target, records))
    elif kind == "invoice_payment":
        await _copy_processing(target, await _find_linked(target, records))
    elif kind == "invoice":
        await _copy_processing(target, ids)
    elif kind == "customer":
        await _copy_default(target, "customer_id", ids)
    elif kind == "payment_method":
        await _copy_default(target, "id", ids)


async def _find_paid(target: Target, payments: list[Record]) -> set[str]:
    """Invoices of payments that are under way, and those that say that one was."""
    invoice = TABLES["invoice"]
    named = [(record.row["invoice_id"], record.row["status"]) for record in payments if record.row["invoice_id"]]
    under_way = {name for name, status in named if status == PaymentIntentStatus.PROCESSING}
    wanted = select(invoice.c.id).where(target.covers(invoice, "id", dict(named)), invoice.c.payment_processing)
    return under_way.union((await target.connection.execute(wanted)).scalars())


async def _find_linked(target: Target, links: list[Record]) -> set[str]:
    """The invoices that the links name, and those that their payments are of by now."""
    payments = {record.row["payment_id"] for record in links if record.row["payment_id"]}
    found = await target.fetch_by_id(TABLES["payment_intent"], payments, "invoice_id")
    return {record.row["invoice_id"] for record in links} | {row.invoice_id for row in found.values() if row.invoice_id}


async def _copy_processing(target: Target, invoices: set[str]) -> None:
    invoice, payment = TABLES["invoice"], TABLES["payment_intent"]
    is_processing = exists().where(
        *_same_scope(invoice, payment),
        payment.c.invoice_id == invoice.c.id,
        payment.c.status == PaymentIntentStatus.PROCESSING,
    )
    if invoices:
        statement = update(invoice).where(target.covers(invoice, "id", invoices))
        statement = statement.where(invoice.c.payment_processing != is_processing)
        await target.connection.execute(statement.values(payment_processing=is_processing))


async def _copy_default(target: Target, column: str, ids: Iterable[str]) -> None:
    method, customer = TABLES["payment_method"], TABLES["customer"]
    names_it = exists().where(
        *_same_scope(method, customer),
        customer.c.id == method.c.customer_id,
        customer.c.default_payment_method_id == method.c.id,
    )
    is_default = case((names_it, 1), else_=0)
    statement = update(method).where(target.covers(method, column, ids)).values(is_default=is_default)
    await target.connection.execute(statement.where(method.c.is_default != is_default))


def _same_scope(one: Table, other: Table) -> list[ColumnElement[bool]]:
    return [one.c[name] == other.c[name] for name in SCOPE]
