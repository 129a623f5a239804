"""`migrate --finish`: what processes of the release before left out of date is kept anew, and nothing else."""

import asyncio

import pytest
from sqlalchemy import text

from app.admin.finishing import finish_upgrade
from app.upkeep.figures import refresh_due_figures
from models.access.project import Project
from storage.database import Database
from tests.app.conftest import Run
from tests.factories import NOW, make_customer, save
from tests.verification import assert_verified, refresh_all_figures

LEFT = [
    "UPDATE customer_facets SET facets = facets + 65536 WHERE id = 'cus_1' AND live_mode",
    "INSERT INTO ending_card (project_id, live_mode, customer_id, payment_method_id)"
    " VALUES ('prj_1', false, 'cus_1', 'pm_1')",
]


def write_of(statement: str) -> str | None:
    word = statement.split(maxsplit=1)[0].upper()
    return word if word in ("INSERT", "UPDATE", "DELETE") else None


@pytest.mark.one_database
async def test_only_what_differs_is_written(database: Database, project: Project) -> None:
    await save(database, *(make_customer(number) for number in (1, 2)), make_customer(1, live_mode=False))
    async with database.engine.begin() as connection:
        for statement in LEFT:
            await connection.execute(text(statement))
    statements: list[str] = []
    database.observers.append(statements.append)

    mended = await finish_upgrade(database, lambda: NOW)
    written = list(filter(None, map(write_of, statements)))
    statements.clear()
    again = await finish_upgrade(database, lambda: NOW)

    assert (mended, again) == (2, 0)
    assert written != []
    assert list(filter(None, map(write_of, statements))) == []
    await assert_verified(database)


@pytest.mark.one_database
async def test_the_command_says_what_it_did_and_refuses_two_directions(database: Database, run: Run) -> None:
    finished = await asyncio.to_thread(run, "migrate", "--finish")
    both = await asyncio.to_thread(run, "migrate", "--finish", "--to", "0028")

    assert finished.stdout == "The upgrade is finished: all figures were up to date.\n"
    assert (both.exit_code, both.stderr) == (1, "Error: Give --to or --finish: one goes back, the other forward.\n")


async def test_figures_are_kept_once_no_process_of_the_last_release_writes_any_more(
    database: Database, project: Project
) -> None:
    await save(database, *(make_customer(number) for number in (1, 2, 3)))
    await refresh_all_figures(database)
    async with database.engine.begin() as connection:
        # As the migration leaves one, one made by an old process, and one whose rows an old process has changed.
        await connection.execute(text("UPDATE customer_figures SET since = 0, figures = NULL WHERE id = 'cus_1'"))
        await connection.execute(text("DELETE FROM customer_figures WHERE id = 'cus_2'"))
        await connection.execute(text("UPDATE customer_figures SET figures = '[]' WHERE id = 'cus_3'"))

    before = await refresh_due_figures(database, NOW)
    mended = [await finish_upgrade(database, lambda: NOW) for _ in range(2)]
    after = await refresh_due_figures(database, NOW)

    assert (before, mended, after) == (0, [1, 0], 3)
    await assert_verified(database)


async def test_those_who_finish_at_once_count_nobody_twice(database: Database, project: Project) -> None:
    await save(database, *(make_customer(number) for number in (1, 2)))
    async with database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM customer_count"))

    await asyncio.gather(*(finish_upgrade(database, lambda: NOW) for _ in range(3)))

    await refresh_all_figures(database)
    await assert_verified(database)
