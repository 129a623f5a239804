"""Overdue: one rule, said in Python and in SQL."""

from itertools import product

from sqlalchemy import BigInteger, bindparam, select

from models.billing.invoice import Invoice, InvoiceStatus, is_overdue, overdue_clause
from storage.database import Database
from storage.statements import compile_statement
from tests.factories import NOW, make_customer, make_invoice, make_project, save


async def test_the_rule_in_python_and_the_rule_in_sql_agree(database: Database) -> None:
    customer = make_customer()
    invoices = [
        make_invoice(customer, number, status=status, due_at=due_at)
        for number, (status, due_at) in enumerate(product(InvoiceStatus, [None, 0, NOW - 1, NOW, NOW + 1]))
    ]
    await save(database, make_project(), customer, invoices)
    table = Invoice.__table__  # type: ignore[attr-defined]
    late = select(table.c.id).where(overdue_clause(table.c, bindparam("now", type_=BigInteger)))

    for now in (-1, 0, 1, NOW - 1, NOW, NOW + 1, NOW + 2):
        found = await database.fetch(compile_statement(late, database.dialect), {"now": now})

        expected = {invoice.id for invoice in invoices if is_overdue(invoice.status, invoice.due_at, now)}
        assert {id_ for (id_,) in found} == expected


def test_an_invoice_is_overdue_from_the_first_microsecond_after_its_due_date() -> None:
    assert [is_overdue(InvoiceStatus.OPEN, NOW, now) for now in (NOW - 1, NOW, NOW + 1)] == [False, False, True]
