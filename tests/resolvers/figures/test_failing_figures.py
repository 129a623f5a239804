"""A customer whose figures can't be computed costs only itself, and has another turn later."""

from typing import Any

import pytest
import structlog
from sqlalchemy import text

from app.admin.projects import list_projects
from app.admin.verification import verify
from app.metrics.measures import Metrics
from app.upkeep import figures as upkeep
from app.upkeep.failures import Failures
from app.upkeep.figures import refresh_due_figures
from models.values.instant import SECOND, Instant
from storage.database import Database
from tests.factories import NOW, make_customer, make_project, save
from tests.resolvers.figures.billed import read_kept, save_billed, write
from tests.verification import assert_verified, refresh_all_figures

MINUTE = 60 * SECOND


async def set_phases(database: Database, phases: str) -> None:
    """Of cus_1's schedule. A phase without a start can't be read, which an import would have refused."""
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE subscription_schedule SET phases = :phases"), {"phases": phases})


async def save_with_fault(database: Database) -> None:
    await save_billed(database)
    await save(database, [make_customer(number) for number in range(3, 10)])
    await set_phases(database, "[{}]")


async def tell_failures(database: Database) -> Any:
    async with database.engine.connect() as connection:
        told = await connection.execute(text("SELECT failures, until FROM customer_figures WHERE id = 'cus_1'"))
        return tuple(told.one())


async def test_all_others_have_their_figures_and_the_failure_is_logged_and_counted(database: Database) -> None:
    await save_with_fault(database)
    metrics = Metrics()

    with structlog.testing.capture_logs() as lines:
        assert await refresh_due_figures(database, NOW, Failures(metrics.observe_failed_upkeep)) == 9

    kept = await read_kept(database)
    assert [key for key, (figures, _) in kept.items() if figures is None] == ["cus_1"]
    [line] = lines
    assert line.pop("at").rpartition("/")[2].startswith("schedules.py:")
    assert line == {
        "event": "figures not refreshed",
        "log_level": "warning",
        "error": "KeyError",
        "project_id": "prj_1",
        "customer_id": "cus_1",
    }
    counted = 'calmony_upkeep_failures_total{failure="figures not refreshed"} 1.0'
    assert counted in metrics.tell("")[0].decode()


async def test_another_turn_comes_after_pauses_that_grow_to_an_hour(database: Database) -> None:
    await save_with_fault(database)
    now, pauses = NOW, []

    for _ in range(8):
        await refresh_all_figures(database, now)
        failures, until = await tell_failures(database)
        assert await refresh_due_figures(database, Instant(until - 1)) == 0
        pauses.append((failures, (until - now) // MINUTE))
        now = until

    assert pauses == [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60)]


async def test_once_they_can_be_computed_again_they_are_stored_and_failures_forgotten(database: Database) -> None:
    await save_with_fault(database)
    await refresh_all_figures(database)

    await set_phases(database, "[]")
    await assert_verified(database)
    await refresh_all_figures(database, Instant(NOW + MINUTE))

    assert (await read_kept(database))["cus_1"][0] is not None
    assert (await tell_failures(database))[0] == 0
    await assert_verified(database, Instant(NOW + MINUTE))


async def test_after_a_write_they_are_tried_at_once_but_the_pauses_go_on_to_grow(database: Database) -> None:
    await save_with_fault(database)
    await refresh_all_figures(database)

    await write(database, {"customer": {"id": "cus_1", "balances": {"GBP": -100}}})

    assert await refresh_due_figures(database, NOW) == 1
    assert await tell_failures(database) == (2, NOW + 2 * MINUTE)


async def test_where_a_whole_batch_fails_the_next_one_waits_for_the_next_round(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 1)
    await save_with_fault(database)

    turns = [await refresh_due_figures(database, NOW) for _ in range(3)]

    assert turns == [0, 1, 1]


async def test_verify_names_them_and_nobody_else(database: Database) -> None:
    await save(database, make_project(id="prj_2", name="Other"))
    await save_with_fault(database)
    await refresh_all_figures(database)

    [found] = await verify(database, await list_projects(database), NOW)

    assert (found.project.id, found.difference.table) == ("prj_1", "customer_figures")
    assert (found.difference.customer_id, found.difference.computed) == ("cus_1", "an error: KeyError")
