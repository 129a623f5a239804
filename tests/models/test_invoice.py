"""Overdue: one rule, said in Python and in SQL."""

from itertools import product
from operator import attrgetter

import pytest
from sqlalchemy import BigInteger, bindparam, or_, select

from models.billing.invoice import Invoice, InvoiceStatus, is_overdue, was_tried_in_vain
from storage.database import Database
from storage.statements import compile_statement
from tests.factories import NOW, make_customer, make_invoice, make_project, save

LATE_BY = attrgetter("status", "due_at", "attempt_count", "payment_processing")


async def test_the_rule_in_python_and_the_rule_in_sql_agree(database: Database) -> None:
    customer = make_customer()
    cases = product(InvoiceStatus, [None, 0, NOW - 1, NOW, NOW + 1], [None, 0, 4], [False, True])
    invoices = [
        make_invoice(
            customer, number, status=status, due_at=due_at, attempt_count=attempts, payment_processing=is_processing
        )
        for number, (status, due_at, attempts, is_processing) in enumerate(cases)
    ]
    await save(database, make_project(), customer, invoices)
    table = Invoice.__table__  # type: ignore[attr-defined]
    is_past_due = table.c.due_at < bindparam("now", type_=BigInteger)
    is_open = table.c.status == InvoiceStatus.OPEN
    late = select(table.c.id).where(is_open, or_(is_past_due, was_tried_in_vain(table.c)))

    for now in (-1, 0, 1, NOW - 1, NOW, NOW + 1, NOW + 2):
        found = await database.fetch(compile_statement(late, database.dialect), {"now": now})

        expected = {invoice.id for invoice in invoices if is_overdue(*LATE_BY(invoice), now)}
        assert {id_ for (id_,) in found} == expected


def test_an_invoice_is_overdue_from_the_first_microsecond_after_its_due_date() -> None:
    late = [is_overdue(InvoiceStatus.OPEN, NOW, 0, False, now) for now in (NOW - 1, NOW, NOW + 1)]

    assert late == [False, False, True]


@pytest.mark.parametrize(
    ("attempt_count", "payment_processing", "late"),
    [(None, False, False), (0, False, False), (1, False, True), (4, False, True), (1, True, False)],
)
def test_an_invoice_without_a_due_date_is_late_once_its_charge_was_tried_and_is_not_under_way(
    attempt_count: int | None, payment_processing: bool, late: bool
) -> None:
    assert is_overdue(InvoiceStatus.OPEN, None, attempt_count, payment_processing, NOW) is late


@pytest.mark.parametrize("status", sorted(set(InvoiceStatus) - {InvoiceStatus.OPEN}))
def test_what_is_not_open_is_not_late(status: InvoiceStatus) -> None:
    assert not is_overdue(status, NOW - 1, 4, False, NOW)
