"""Migrations that run at the same time, or are killed: the database is at one revision, and whole."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.migrations import NOT_MIGRATED, find_drift, find_gap, migrate
from storage.database import Database
from tests.app.migrating.migrations_of_processes import start_migration
from tests.models.earlier_releases import CUSTOMER, PROJECT, set_back
from tests.new_databases import created
from tests.verification import assert_verified

# Of a release before sums, facets and search entries, which the later revisions fill in.
EARLIER = "0023"
AT_ONCE = 2
KILLS = 3


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table, once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/new.db"
    else:
        with created(request.getfixturevalue("postgres_url"), "migrating") as url:
            yield url


async def test_of_several_migrations_at_once_one_works_and_the_others_find_nothing_to_do(new_url: str) -> None:
    processes = [start_migration(new_url) for _ in range(AT_ONCE)]
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0] * AT_ONCE
    async with Database(new_url) as database:
        assert (await find_gap(database), await find_drift(database)) == (None, [])


async def test_a_migration_killed_half_way_leaves_what_was_there_and_ends_when_it_is_run_again(
    database: Database, database_url: str
) -> None:
    statements: list[str] = []
    async with set_back(database, EARLIER, [PROJECT, CUSTOMER]):
        for kill in range(1, KILLS + 1):
            process = start_migration(database_url, fatal=kill * 15)
            process.join()
            assert process.exitcode == -signal.SIGKILL
            assert await find_gap(database) == NOT_MIGRATED
            async with database.engine.connect() as connection:
                assert (await connection.exec_driver_sql("SELECT version_num FROM alembic_version")).all() == [
                    (EARLIER,)
                ]
        database.observers.append(statements.append)
        await migrate(database)

    assert len(statements) > KILLS * 15
    assert await find_drift(database) == []
    await assert_verified(database)
