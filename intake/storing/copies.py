"""What rows copy from their neighbours, so that a list or a page needs no other table to show or to order them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, case, exists, func, select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.storing.target import Target
from models.billing.payment_intent import PaymentIntentStatus
from models.scoped import SCOPE

# The column in which a row of each kind names its payment.
_NAMES_PAYMENT = {
    "payment_intent": "id",
    "charge": "payment_intent_id",
    "refund": "payment_id",
    "dispute": "payment_id",
    "invoice_payment": "payment_id",
}

_OF_CUSTOMER = frozenset({"charge", "refund", "dispute"})


async def copy_from_neighbours(target: Target, kind: str, records: list[Record]) -> None:
    """After rows of a kind were written: what they, or their neighbours, copy."""
    if kind in _NAMES_PAYMENT:
        payments = {record.id if kind == "payment_intent" else record.row[_NAMES_PAYMENT[kind]] for record in records}
        payments.discard(None)
        # A charge tells refunds and disputes of it which payment they are of.
        for part in _OF_CUSTOMER if kind in ("payment_intent", "charge") else _OF_CUSTOMER & {kind}:
            await _copy_customer(target, part, payments)
        if kind in ("payment_intent", "invoice_payment"):
            await _copy_processing(target, _is_paid_by(target, payments))
    elif kind == "invoice":
        await _copy_processing(target, target.covers(TABLES["invoice"], "id", [record.id for record in records]))
    elif kind == "customer":
        await _copy_default(target, "customer_id", [record.id for record in records])
    elif kind == "payment_method":
        await _copy_default(target, "id", [record.id for record in records])


async def _copy_customer(target: Target, kind: str, payments: Iterable[str]) -> None:
    payment, table, key = TABLES["payment_intent"], TABLES[kind], _NAMES_PAYMENT[kind]
    found = (
        select(payment.c.customer_id)
        .where(*_same_scope(table, payment), payment.c.id == table.c[key])
        .scalar_subquery()
    )
    customer_id = func.coalesce(found, table.c.customer_id)
    statement = update(table).where(target.covers(table, key, payments)).values(customer_id=customer_id)
    await target.connection.execute(statement.where(table.c.customer_id.is_distinct_from(customer_id)))


def _is_paid_by(target: Target, payments: Iterable[str]) -> ColumnElement[bool]:
    payment = TABLES["payment_intent"]
    named = select(payment.c.invoice_id).where(target.covers(payment, "id", payments))
    return TABLES["invoice"].c.id.in_(named.where(payment.c.invoice_id.is_not(None)))


async def _copy_processing(target: Target, wanted: ColumnElement[bool]) -> None:
    invoice, payment = TABLES["invoice"], TABLES["payment_intent"]
    is_processing = exists().where(
        *_same_scope(invoice, payment),
        payment.c.invoice_id == invoice.c.id,
        payment.c.status == PaymentIntentStatus.PROCESSING,
    )
    in_scope = [invoice.c[name] == value for name, value in target.scope.items()]
    statement = update(invoice).where(*in_scope, wanted).values(payment_processing=is_processing)
    await target.connection.execute(statement.where(invoice.c.payment_processing != is_processing))


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
