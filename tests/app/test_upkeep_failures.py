"""Whatever upkeep does for many, one for whom it fails costs only itself, and has another turn after a pause."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from app.metrics.measures import Metrics
from app.upkeep import facets, scheduled_ends
from app.upkeep.erasures import finish_erasures
from app.upkeep.facets import refresh_due_facets
from app.upkeep.failures import Failures
from app.upkeep.scheduled_ends import write_ends
from app.upkeep.turns import MOST_PAUSED, Turns
from models.access.viewer import Role
from models.billing.invoice import InvoiceStatus
from models.values.instant import HOUR, SECOND, Instant
from pdf.store.folder_store import FolderStore
from resolvers.erasure.erase import erase_customer
from resolvers.erasure.papers import list_papers
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_invoice,
    make_item,
    make_plan,
    make_project,
    make_subscription,
    save,
)
from tests.verification import assert_verified

MINUTE = 60 * SECOND
# On each database: what makes a fault, and what mends it.
_POSTGRESQL = (
    (
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a fault'; END $$",
        "CREATE TRIGGER fails BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION fail()",
    ),
    ("DROP FUNCTION fail CASCADE",),
)
_SQLITE = (
    ("CREATE TRIGGER fails BEFORE UPDATE ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'a fault'); END",),
    ("DROP TRIGGER fails",),
)


@asynccontextmanager
async def failing(database: Database, table: str, condition: str) -> AsyncIterator[None]:
    """Meanwhile no row can be changed of which the condition holds."""
    made, mended = _SQLITE if database.dialect.name == "sqlite" else _POSTGRESQL
    await _run(database, *(each.format(table=table, condition=condition) for each in made))
    try:
        yield
    finally:
        await _run(database, *mended)


async def _run(database: Database, *statements: str) -> None:
    async with database.engine.begin() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)


async def list_ids(database: Database, statement: str) -> list[str]:
    async with database.engine.connect() as connection:
        return sorted((await connection.execute(text(statement))).scalars())


async def test_scheduled_ends(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    customers, plan = [make_customer(number) for number in range(6)], make_plan()
    subscriptions = [make_subscription(each, cancel_at=NOW) for each in customers]
    await save(database, make_project(), customers, plan, subscriptions, [make_item(s, plan) for s in subscriptions])
    monkeypatch.setattr(scheduled_ends, "BATCH", 3)
    metrics = Metrics()
    turns = Turns[Any](scheduled_ends.FAILURE, Failures(metrics.observe_failed_upkeep))

    with structlog.testing.capture_logs() as lines:
        async with failing(database, "subscription", "OLD.id = 'sub_2_1'"):
            written = [await write_ends(database, NOW, turns) for _ in range(3)]
    left = await list_ids(database, "SELECT id FROM subscription WHERE cancel_at IS NOT NULL")
    written += [await write_ends(database, Instant(NOW + pause), turns) for pause in (MINUTE - 1, MINUTE)]

    assert (sum(written[:3]), left, written[3:]) == (5, ["sub_2_1"], [0, 1])
    [line] = lines
    assert (line["event"], line["project_id"], line["subscription_id"]) == (scheduled_ends.FAILURE, "prj_1", "sub_2_1")
    counted = f'calmony_upkeep_failures_total{{failure="{scheduled_ends.FAILURE}"}} 1.0'
    assert counted in metrics.tell("")[0].decode()
    await assert_verified(database)


async def test_facets(database: Database) -> None:
    customers = [make_customer(number) for number in range(6)]
    invoices = [make_invoice(each, status=InvoiceStatus.OPEN, due_at=later(1)) for each in customers]
    await save(database, make_project(), customers, invoices)
    turns = Turns[Any](facets.FAILURE)

    async with failing(database, "customer_facets", "OLD.id = 'cus_2'"):
        refreshed = [await refresh_due_facets(database, later(2), turns) for _ in range(2)]
    due = await list_ids(database, f"SELECT id FROM customer_facets WHERE next_change_at <= {later(2)}")
    refreshed.append(await refresh_due_facets(database, Instant(later(2) + MINUTE), turns))

    assert (refreshed, due) == ([5, 0, 1], ["cus_2"])
    await assert_verified(database, later(2))


async def test_erasures(database: Database, tmp_path: Any) -> None:
    store = FolderStore(tmp_path)
    await save(database, make_project(), [make_customer(number) for number in range(4)])
    context = make_context(database, role=Role.ADMIN)
    for number in range(4):
        await erase_customer(context, f"cus_{number}", await list_papers(context, f"cus_{number}"), 10)
    turns = Turns[Any]("erasures not finished")

    async with failing(database, "erasure", "OLD.customer_id = 'cus_2'"):
        done = [await finish_erasures(database, store, NOW, turns) for _ in range(2)]
    left = await list_ids(database, "SELECT customer_id FROM erasure WHERE cleared_at IS NULL")
    done.append(await finish_erasures(database, store, Instant(NOW + MINUTE), turns))

    assert (done, left) == ([3, 0, 1], ["cus_2"])


def test_a_pause_doubles_up_to_an_hour_and_success_ends_it() -> None:
    turns, now, pauses = Turns[int]("nothing done"), NOW, []

    for _ in range(8):
        turns.note_failed(1, ValueError(), now)
        pause = next(each for each in range(1, 70) if turns.has_turn(1, Instant(now + each * MINUTE)))
        pauses.append(pause)
        now = Instant(now + HOUR)
    turns.note_done([1])

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert turns.has_turn(1, now)
    assert len(turns) == 0


def test_no_more_than_so_many_failures_are_remembered() -> None:
    turns = Turns[int]("nothing done")

    for number in range(MOST_PAUSED + 5):
        turns.note_failed(number, ValueError(), NOW)

    assert len(turns) == MOST_PAUSED
    assert (turns.has_turn(4, NOW), turns.has_turn(5, NOW)) == (True, False)
