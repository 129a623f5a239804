"""Overdue: one rule, said in Python and in SQL."""

import pytest
from sqlalchemy import BigInteger, bindparam, select

from models.database import Database
from models.invoice import Invoice, InvoiceStatus, is_overdue, overdue_clause
from models.statements import compile_statement
from tests.factories import NOW, make_customer, make_invoice, make_project, save


@pytest.mark.parametrize("status", InvoiceStatus)
@pytest.mark.parametrize("due_at", [None, 0, NOW - 1, NOW, NOW + 1], ids=["never", "epoch", "past", "now", "future"])
async def test_the_rule_in_python_and_the_rule_in_sql_agree(
    database: Database, status: InvoiceStatus, due_at: int | None
) -> None:
    customer = make_customer()
    await save(database, make_project(), customer, make_invoice(customer, status=status, due_at=due_at))
    table = Invoice.__table__  # type: ignore[attr-defined]
    late = select(table.c.id).where(overdue_clause(table.c, bindparam("now", type_=BigInteger)))

    found = await database.fetch(compile_statement(late, database.dialect), {"now": NOW})

    assert bool(found) is is_overdue(status, due_at, NOW)


def test_an_invoice_is_overdue_from_the_first_microsecond_after_its_due_date() -> None:
    assert [is_overdue(InvoiceStatus.OPEN, NOW, now) for now in (NOW - 1, NOW, NOW + 1)] == [False, False, True]
