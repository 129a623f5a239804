"""Everything in one database, copied to another."""

import asyncio
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app.copying.copying import CopyReport, copy
from app.copying.rows import read_chunks
from app.copying.target import NOT_EMPTY, OTHER_COPY, OTHER_RELEASE, Target
from app.database.migrations import COPY_UNFINISHED, NOT_MIGRATED, find_drift, find_gap, migrate
from app.user_error import UserError
from models.tables import METADATA
from storage.database import Database
from tests.app.copying.conftest import CHUNK_ROWS, Dump
from tests.app.copying.killed_copy import copy_until
from tests.verification import assert_verified

A_CHUNK = "INSERT INTO copied_chunk"

pytestmark = pytest.mark.one_database


class Interrupted(Exception):
    """The copy ends here."""


async def copy_between(source: str, target: str, hear: Callable[[str], None] = lambda _: None) -> CopyReport:
    """Copies; `hear` is called before each statement of the target."""
    async with Database(source) as original, Database(target) as made:
        made.observers.append(hear)
        return await copy(original, made, lambda _: None)


async def interrupt(source: str, target: str, before: str) -> None:
    """Copies until a statement that has this text."""

    def hear(statement: str) -> None:
        if before in statement:
            raise Interrupted

    with pytest.raises(Interrupted):
        await copy_between(source, target, hear)


async def execute(url: str, statement: str) -> None:
    async with Database(url) as database, database.engine.begin() as connection:
        await connection.execute(text(statement))


async def gap(url: str) -> str | None:
    async with Database(url) as database:
        return await find_gap(database)


async def test_a_copy_has_every_row_and_can_be_copied_back(
    source_url: str, target_url: str, dump: Dump, tmp_path: Path
) -> None:
    back_url = f"sqlite+aiosqlite:///{tmp_path}/back.db"
    rows = await dump(source_url)

    there = await copy_between(source_url, target_url)
    back = await copy_between(target_url, back_url)

    assert there == back == CopyReport({name: len(rows[name]) for name in there.rows}, started_over=False)
    assert set(there.rows) == set(METADATA.tables)
    assert all(there.rows.values())
    assert await dump(target_url) == await dump(back_url) == rows
    for url in (target_url, back_url):
        async with Database(url) as database:
            assert await find_gap(database) is None
            assert await find_drift(database) == []
            await assert_verified(database)


async def test_a_copy_killed_again_and_again_goes_on_where_it_was(
    source_url: str, new_postgres: str, dump: Dump
) -> None:
    rows = await dump(source_url)
    chunks = sum(-(-len(each) // CHUNK_ROWS) for each in rows.values())
    kills = [
        ("CREATE TABLE invoice", 1, NOT_MIGRATED),
        ("CREATE TABLE copied_chunk", 1, None),
        (A_CHUNK, 1, COPY_UNFINISHED),
        (A_CHUNK, chunks // 3, COPY_UNFINISHED),
        (A_CHUNK, chunks // 3, COPY_UNFINISHED),
        ("FROM invoice ORDER BY", 1, COPY_UNFINISHED),
        ("DROP TABLE copied_chunk", 1, COPY_UNFINISHED),
    ]
    written: list[str] = []

    for fatal, nth, left in kills:
        assert copy_until(source_url, new_postgres, CHUNK_ROWS, fatal, nth) == -signal.SIGKILL
        assert await gap(new_postgres) == left
    report = await copy_between(source_url, new_postgres, written.append)

    assert chunks > 50
    assert not any(A_CHUNK in statement for statement in written)
    assert report.started_over is False
    assert await gap(new_postgres) is None
    assert await dump(new_postgres) == rows


CHANGES = {
    "a row that was copied": "UPDATE project SET name = 'Other'",
    "fewer rows": "DELETE FROM operator_session",
    "a new row among those that were copied": "UPDATE refund SET id = 're_0' WHERE id = 're_1'",
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
async def test_an_unfinished_copy_starts_over_when_its_source_was_written(
    statement: str, source_url: str, target_url: str, dump: Dump
) -> None:
    await interrupt(source_url, target_url, "DROP TABLE copied_chunk")
    await execute(source_url, statement)

    report = await copy_between(source_url, target_url)

    assert report.started_over
    assert await dump(target_url) == await dump(source_url)
    assert await gap(target_url) is None


async def test_what_is_written_while_it_is_copied_is_told_and_the_next_run_starts_over(
    source_url: str, target_url: str, dump: Dump
) -> None:
    writes = iter(["UPDATE project SET name = 'Other'"])

    def write_once(statement: str) -> None:
        if A_CHUNK in statement and (change := next(writes, None)):
            with closing(sqlite3.connect(make_url(source_url).database or "")) as connection, connection:
                connection.execute(change)

    with pytest.raises(UserError, match="was changed while it was being copied"):
        await copy_between(source_url, target_url, write_once)
    assert await gap(target_url) == COPY_UNFINISHED
    again = await copy_between(source_url, target_url)

    assert again.started_over
    assert await dump(target_url) == await dump(source_url)


WRONG = {
    "a wrong value": ("UPDATE invoice SET total = total + 1 WHERE id = 'in_1_1'", "or different ones"),
    "a missing row": ("DELETE FROM invoice_payment", "invoice_payment has 0 rows instead of"),
}


@pytest.mark.parametrize(("statement", "told"), WRONG.values(), ids=WRONG)
async def test_a_copy_that_differs_from_its_source_is_thrown_away(
    statement: str, told: str, source_url: str, target_url: str, dump: Dump
) -> None:
    await interrupt(source_url, target_url, "DROP TABLE copied_chunk")
    await execute(target_url, statement)

    with pytest.raises(UserError, match=told):
        await copy_between(source_url, target_url)

    assert await gap(target_url) == NOT_MIGRATED
    assert not (await copy_between(source_url, target_url)).started_over
    assert await dump(target_url) == await dump(source_url)


async def test_nothing_is_copied_over_rows_that_are_there(source_url: str, target_url: str, dump: Dump) -> None:
    await copy_between(source_url, target_url)
    await execute(source_url, "UPDATE project SET name = 'Other'")
    rows = await dump(target_url)

    with pytest.raises(UserError, match=NOT_EMPTY):
        await copy_between(source_url, target_url)

    assert await dump(target_url) == rows
    assert await gap(target_url) is None


async def test_an_unfinished_copy_is_neither_migrated_nor_taken_up_by_another_release(
    source_url: str, target_url: str
) -> None:
    await interrupt(source_url, target_url, A_CHUNK)

    async with Database(target_url) as database:
        with pytest.raises(UserError, match=COPY_UNFINISHED):
            await migrate(database)
    await execute(target_url, "UPDATE alembic_version SET version_num = 'copying 0007'")
    with pytest.raises(UserError, match=OTHER_RELEASE):
        await copy_between(source_url, target_url)


async def test_an_empty_database_is_copied(target_url: str, sqlite_template: Path) -> None:
    report = await copy_between(f"sqlite+aiosqlite:///{sqlite_template}", target_url)

    assert set(report.rows.values()) == {0}
    assert await gap(target_url) is None


async def test_of_two_copies_to_one_database_the_other_is_told_so_and_the_first_is_whole(
    source_url: str, target_url: str, dump: Dump
) -> None:
    outcomes = await asyncio.gather(
        copy_between(source_url, target_url), copy_between(source_url, target_url), return_exceptions=True
    )

    [refused] = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert isinstance(refused, UserError)
    assert str(refused) in (OTHER_COPY, NOT_EMPTY)
    assert await dump(target_url) == await dump(source_url)


async def test_a_copy_that_another_one_overtakes_says_so(source_url: str, target_url: str) -> None:
    table = METADATA.tables["project"]
    async with Database(source_url) as source, Database(target_url) as made:
        async with source.snapshot() as snapshot:
            [rows] = [rows async for rows in read_chunks(snapshot, table)]
        first, other = Target(made), Target(made)
        await first.begin()
        await other.begin()

        await first.write(table, rows)
        with pytest.raises(UserError, match=OTHER_COPY):
            await other.write(table, rows)
        await first.finish()
        for too_late in (other.write(table, rows), other.finish()):
            with pytest.raises(UserError, match=OTHER_COPY):
                await too_late
