"""A customer with more rows than one transaction may write counts as erased at once, and the rest goes in pieces."""

import json
import signal
from typing import Any

from sqlalchemy import func, select

from models.access.viewer import Role
from models.billing.imported_event import ImportedEvent
from models.tables import METADATA
from models.values.instant import parse_rfc3339
from resolvers.context import RequestContext
from resolvers.erasure.erase import erase_customer
from resolvers.erasure.papers import list_papers
from resolvers.erasure.remaining_rows import RemainingRows
from resolvers.erasure.retention import list_ended_papers, remove_paper
from resolvers.erasure.steps import AT_ONCE
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import NOW, make_context, make_customer, make_payment, make_project, make_refund, save, scope
from tests.resolvers.erasure.erased_customers import HIDDEN, SECRET, make_everything, tables_with
from tests.resolvers.erasure.killed_erasure import erase_until
from tests.verification import assert_verified

PAYMENTS = AT_ONCE + 50
TERM = parse_rfc3339("2037-01-01T00:00:00Z")


async def save_large(database: Database) -> None:
    customer = make_customer(1)
    payments = [make_payment(customer, number, description=HIDDEN) for number in range(2, PAYMENTS + 1)]
    await save(database, make_project(), make_everything(1), payments)


async def count_secrets(database: Database) -> dict[str, int]:
    async with database.engine.connect() as connection:
        return await tables_with(connection, SECRET)


async def count_rows(database: Database, name: str) -> int:
    async with database.engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(METADATA.tables[name]))).scalar_one()


async def erase(context: RequestContext) -> dict[str, Any]:
    return await erase_customer(context, "cus_1", await list_papers(context, "cus_1"), 10)


async def test_the_rest_goes_in_pieces_with_what_came_meanwhile(database: Database, queries: QueryLog) -> None:
    await save_large(database)
    context = make_context(database, role=Role.ADMIN)

    row = await erase(context)
    at_once = await count_secrets(database)
    payment, event = make_payment(make_customer(1)), json.dumps({"customer_name": HIDDEN})
    told: dict[str, Any] = {"kind": "refund", "object_id": "re_9", "event_id": "evt_9", "created_at": NOW}
    await save(database, make_refund(payment, id="re_9"), ImportedEvent(**scope(payment), **told, source=event))
    queries.clear()
    erasure = await RemainingRows(database, context.reads, row, NOW).erase()

    assert "customer" not in at_once
    assert at_once["payment_intent"] == PAYMENTS
    assert len([sql for sql in queries if sql.startswith("UPDATE payment_intent ")]) == 2
    assert await count_secrets(database) == {}
    assert erasure["emptied"]["payment_intent"] == PAYMENTS
    assert erasure["removed"] == {**row["removed"], **erasure["removed"]}
    assert await RemainingRows(database, context.reads, row, NOW).erase() == erasure
    await assert_verified(database)


async def test_after_the_term_it_goes_in_pieces_too(database: Database, queries: QueryLog) -> None:
    await save_large(database)
    context = make_context(database, role=Role.ADMIN)
    erasure = await RemainingRows(database, context.reads, await erase(context), NOW).erase()
    async with database.engine.begin() as connection:
        for paper in await list_ended_papers(connection, TERM, PAYMENTS):
            await remove_paper(connection, paper, TERM)
    queries.clear()

    await RemainingRows(database, context.reads, erasure, NOW).remove()

    assert len([sql for sql in queries if sql.startswith("DELETE FROM payment_intent ")]) == 2
    assert [await count_rows(database, name) for name in ("payment_intent", "charge", "customer")] == [0, 0, 0]
    await assert_verified(database)


async def test_killed_anywhere_the_next_one_goes_on(database: Database, database_url: str, queries: QueryLog) -> None:
    await save_large(database)
    await save(database, make_everything(2))
    context = make_context(database, role=Role.ADMIN)
    queries.clear()
    other = await erase_customer(context, "cus_2", await list_papers(context, "cus_2"), 10)
    await RemainingRows(database, context.reads, other, NOW).erase()
    statements = len(queries)

    # Each goes on where the one before has come.
    for part in (6, 3, 2):
        assert erase_until(database_url, statements // part) == -signal.SIGKILL
    assert await count_rows(database, "erasure") == 2
    assert await count_secrets(database) != {}

    assert erase_until(database_url, None) == 0
    assert await count_secrets(database) == {}
    erasure = await RemainingRows(database, context.reads, await erase(context), NOW).erase()
    assert erasure["emptied"]["payment_intent"] == PAYMENTS
    await assert_verified(database)
