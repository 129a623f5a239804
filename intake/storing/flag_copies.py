"""Flags copied from related rows, so that lists need no join: an invoice's processing payment, the default method."""

from collections.abc import Iterable

from sqlalchemy import case, exists, select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.storing.target import Target
from models.billing.payment_intent import PaymentIntentStatus
from models.scoped import same_scope


async def copy_processing(target: Target, invoices: list[Record]) -> None:
    """After invoices: whether a payment of theirs is processing."""
    await _copy_processing(target, {record.id for record in invoices})


async def copy_processing_of_payments(target: Target, payments: list[Record]) -> None:
    """After payments: the same for their invoices."""
    await _copy_processing(target, await _find_paid(target, payments))


async def copy_processing_of_links(target: Target, links: list[Record]) -> None:
    """After invoice payments: the same."""
    await _copy_processing(target, await _find_linked(target, links))


async def copy_default(target: Target, methods: list[Record]) -> None:
    """After payment methods: whether their customer names them as the default one."""
    await _copy_default(target, "id", {record.id for record in methods})


async def copy_default_of_customers(target: Target, customers: list[Record]) -> None:
    """After customers: the same for their payment methods."""
    await _copy_default(target, "customer_id", {record.id for record in customers})


async def _find_paid(target: Target, payments: list[Record]) -> set[str]:
    """Invoices of processing payments, and invoices that still say that one is processing."""
    invoice = TABLES["invoice"]
    named = [(record.row["invoice_id"], record.row["status"]) for record in payments if record.row["invoice_id"]]
    under_way = {name for name, status in named if status == PaymentIntentStatus.PROCESSING}
    wanted = select(invoice.c.id).where(target.covers(invoice, "id", dict(named)), invoice.c.payment_processing)
    return under_way.union((await target.connection.execute(wanted)).scalars())


async def _find_linked(target: Target, links: list[Record]) -> set[str]:
    """The invoices of the links, and those of their payments by now."""
    payments = {record.row["payment_id"] for record in links if record.row["payment_id"]}
    found = await target.fetch_by_id(TABLES["payment_intent"], payments, "invoice_id")
    return {record.row["invoice_id"] for record in links} | {row.invoice_id for row in found.values() if row.invoice_id}


async def _copy_processing(target: Target, invoices: set[str]) -> None:
    invoice, payment = TABLES["invoice"], TABLES["payment_intent"]
    is_processing = exists().where(
        same_scope(invoice, payment),
        payment.c.invoice_id == invoice.c.id,
        payment.c.status == PaymentIntentStatus.PROCESSING,
    )
    if invoices:
        await target.touched.note(invoice, invoices)
        statement = update(invoice).where(target.covers(invoice, "id", invoices))
        statement = statement.where(invoice.c.payment_processing != is_processing)
        await target.connection.execute(statement.values(payment_processing=is_processing))


async def _copy_default(target: Target, column: str, ids: Iterable[str]) -> None:
    method, customer = TABLES["payment_method"], TABLES["customer"]
    names_it = exists().where(
        same_scope(method, customer),
        customer.c.id == method.c.customer_id,
        customer.c.default_payment_method_id == method.c.id,
    )
    is_default = case((names_it, 1), else_=0)
    statement = update(method).where(target.covers(method, column, ids)).values(is_default=is_default)
    await target.connection.execute(statement.where(method.c.is_default != is_default))
