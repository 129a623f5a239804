"""What was tried before its due date is late no longer once the upgrade is made: at once, and after upkeep."""

import pytest
from sqlalchemy import text

from app.migrations import go_back, migrate
from app.upkeep.facets import refresh_due_facets
from models.billing.invoice import InvoiceStatus
from storage.database import Database
from tests.asking import Ask, ask
from tests.factories import NOW, later, make_customer, make_invoice, make_project, save
from tests.verification import assert_verified, refresh_all_figures

__all__ = ["ask"]

QUERY = '{ customer(id: "cus_1") { delinquent } customers(filter: {overdue: true}) { totalCount } }'
AS_BEFORE = [
    "UPDATE customer_facets SET facets = facets + 8192, next_change_at = NULL",
    """UPDATE customer_figures SET figures = replace(figures, '[false,', '[true,')""",
]


@pytest.fixture
async def earlier(database: Database) -> None:
    """A customer whose invoice was tried, and is due later, as the release before kept that; 0040 counts them by it."""
    ada = make_customer()
    tried = make_invoice(ada, status=InvoiceStatus.OPEN, due_at=later(9), attempt_count=1)
    await save(database, make_project(), ada, tried)
    await refresh_all_figures(database)
    await go_back(database, "0039")
    async with database.engine.begin() as connection:
        for statement in AS_BEFORE:
            await connection.execute(text(statement))


async def test_what_is_kept_by_the_rule_before_is_computed_anew(database: Database, earlier: None, ask: Ask) -> None:
    await migrate(database)

    answers = [await ask(QUERY)]
    kept = await refresh_due_facets(database, NOW)
    await refresh_all_figures(database)
    answers.append(await ask(QUERY))

    assert answers == [{"data": {"customer": {"delinquent": False}, "customers": {"totalCount": 0}}}] * 2
    assert kept == 1
    await assert_verified(database)
