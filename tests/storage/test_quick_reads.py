"""Reads in the event loop: rows when they come quickly, nothing when they would keep others waiting."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import literal, select

from storage.database import Database
from storage.sqlite.quick_reads import MOST_CHARACTERS, QUICK_SECONDS, STEPS, QuickReads
from storage.statements import compile_statement
from tests.engine.test_timeouts import endless

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT count(*) FROM n"
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"


@pytest.fixture
def reads(sqlite_template: Path) -> Iterator[QuickReads]:
    reads = QuickReads(sqlite_template)
    yield reads
    reads.close()


def test_a_quick_read_has_its_rows(reads: QuickReads) -> None:
    assert reads.read(COUNT, [3]) == [(3,)]


def test_a_slow_read_is_given_up_and_a_quick_one_goes_on(reads: QuickReads) -> None:
    assert reads.read(COUNT, [1_000_000_000]) is None
    assert reads.read(COUNT, [3]) == [(3,)]


def test_a_read_that_only_had_to_wait_for_the_processor_goes_on(
    reads: QuickReads, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a machine that is busy itself a moment is not enough.
    monkeypatch.setattr("storage.sqlite.quick_reads.GRACE_SECONDS", 10.0)
    reads.read(COUNT, [3])
    assert reads._cursor is not None
    reads._cursor.connection.create_function("wait", 0, lambda: time.sleep(2 * QUICK_SECONDS))

    assert reads.read(f"SELECT wait(), ({COUNT})", [STEPS]) == [(None, STEPS)]


def test_a_read_that_was_given_up_between_two_rows_is_not_prepared_anew_ever_after(reads: QuickReads) -> None:
    prepared: list[int] = []
    assert reads.read(NUMBERS, [1_000_000_000]) is None
    assert reads.read(NUMBERS, [2]) == [(1,), (2,)]
    assert reads._cursor is not None
    # It hears of each statement that is prepared, and has all prepared anew once.
    reads._cursor.connection.set_authorizer(lambda *_: prepared.append(1) or sqlite3.SQLITE_OK)  # type: ignore[func-returns-value]
    reads.read(NUMBERS, [2])
    prepared.clear()

    assert reads.read(NUMBERS, [2]) == [(1,), (2,)]

    assert prepared == []


@pytest.mark.parametrize("is_open", [False, True])
def test_a_locked_database_is_left_to_those_who_may_wait(tmp_path: Path, is_open: bool) -> None:
    path = tmp_path / "locked.db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("CREATE TABLE t (i)")
    reads = QuickReads(path)
    if is_open:
        assert reads.read("SELECT i FROM t", []) == []

    writer.execute("BEGIN EXCLUSIVE")
    during = reads.read("SELECT i FROM t", [])
    writer.execute("ROLLBACK")
    writer.close()

    assert during is None
    assert reads.read("SELECT i FROM t", []) == []
    reads.close()


def test_a_read_that_fails_raises_and_the_next_has_a_new_connection(reads: QuickReads) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        reads.read("SELECT 1 FROM nowhere", [])

    assert reads.read(COUNT, [3]) == [(3,)]


def test_what_takes_long_to_prepare_is_left_to_a_thread(reads: QuickReads) -> None:
    padded = COUNT + " " * (MOST_CHARACTERS - len(COUNT))

    assert reads.read(padded, [3]) == [(3,)]
    assert reads.read(f"{padded} ", [3]) is None


def test_nothing_can_be_written(reads: QuickReads) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reads.read("DELETE FROM project", [])


async def test_others_go_on_while_a_slow_read_runs(database: Database) -> None:
    quick = compile_statement(select(literal(1)), database.dialect)
    slow = asyncio.create_task(database.fetch(endless(database.dialect), {}))

    for _ in range(20):
        await asyncio.sleep(0.005)
        await database.fetch(quick, {})

    assert not slow.done()
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
