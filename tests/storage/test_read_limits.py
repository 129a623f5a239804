"""No read takes for ever: neither one that computes nor one that waits for a lock."""

import asyncio
import sqlite3
import time
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import column, select, table

from storage.database import Database
from storage.statements import compile_statement
from storage.unavailable import DatabaseUnavailable
from tests.engine.test_timeouts import all_stop, endless

ROWS = select(column("id")).select_from(table("project"))


async def test_a_read_beyond_its_time_stops_in_the_database(database_url: str) -> None:
    async with Database(database_url, read_seconds=0.2) as database:
        with pytest.raises(DatabaseUnavailable):
            await database.fetch(endless(database.dialect), {})

        assert await all_stop(database)
        assert await database.fetch(compile_statement(ROWS, database.dialect), {}) == []


async def test_a_read_of_a_snapshot_has_the_same_time(database_url: str) -> None:
    async with Database(database_url, read_seconds=0.2) as database:

        async def read() -> None:
            async with database.snapshot() as snapshot:
                await snapshot.fetch(endless(database.dialect), {})

        with pytest.raises(DatabaseUnavailable):
            await read()

        assert await all_stop(database)


async def test_without_a_limit_a_read_goes_on(database: Database) -> None:
    reading = asyncio.create_task(database.fetch(endless(database.dialect), {}))
    await asyncio.sleep(0.3)

    assert not reading.done()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_a_read_waits_for_a_locked_table_no_longer_than_a_moment(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgresql.connections.READ_BUSY_SECONDS", 0.2)
    other = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    async with Database(postgres_url) as database, other.transaction():
        await other.execute("LOCK TABLE project")

        started = time.monotonic()
        with pytest.raises(DatabaseUnavailable):
            await database.fetch(compile_statement(ROWS, database.dialect), {})

        assert time.monotonic() - started < 2
    await other.close()


async def test_a_read_waits_for_a_locked_file_no_longer_than_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.connections.READ_BUSY_SECONDS", 0.2)
    writer = sqlite3.connect(tmp_path / "locked.db", isolation_level=None)
    writer.execute("CREATE TABLE project (id)")
    writer.execute("BEGIN EXCLUSIVE")
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'locked.db'}") as database:
        started = time.monotonic()
        with pytest.raises(DatabaseUnavailable):
            await database.fetch(compile_statement(ROWS, database.dialect), {})

        assert time.monotonic() - started < 2
    writer.close()
