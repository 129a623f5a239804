"""Work that reads several times: on SQLite what it reads before it waits is one transaction, which costs less."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.answer import Execution
from engine.executor import Executor
from engine.request import GraphQLRequest
from storage.database import Database
from storage.sqlite.quick_reads import QUICK_SECONDS, STEPS, QuickReads
from storage.statement import Row, Statement
from tests.factories import make_context, make_customer, make_project, save

NAMES = Statement("SELECT name FROM customer ORDER BY name", lambda _: [], list)
TWO_LEVELS = '{ first: customer(id: "cus_1") { name paymentIntents { nodes { id } } } customers { nodes { name } } }'

pytestmark = pytest.mark.one_database

Rename = Callable[[str], None]


@pytest.fixture
async def rename(database: Database) -> Rename:
    """Gives the one customer another name, at once and on another connection."""
    await save(database, make_project(), make_customer(1, name="Ada"))

    def rename(name: str) -> None:
        connection = sqlite3.connect(database.url.database or "")
        connection.execute("UPDATE customer SET name = ?", [name])
        connection.commit()
        connection.close()

    return rename


async def test_what_is_read_without_waiting_is_read_at_one_moment(database: Database, rename: Rename) -> None:
    async def read_twice() -> list[list[Row]]:
        before = await database.fetch(NAMES, {})
        rename("Grace")
        return [before, await database.fetch(NAMES, {})]

    assert await database.share_transaction(read_twice()) == [[("Ada",)], [("Ada",)]]
    assert await database.fetch(NAMES, {}) == [("Grace",)]


async def test_what_is_read_after_waiting_is_what_was_written_meanwhile(database: Database, rename: Rename) -> None:
    async def read_twice() -> list[list[Row]]:
        before = await database.fetch(NAMES, {})
        rename("Grace")
        await asyncio.sleep(0)
        return [before, await database.fetch(NAMES, {})]

    assert await database.share_transaction(read_twice()) == [[("Ada",)], [("Grace",)]]


async def test_others_read_what_was_written_while_work_waits(database: Database, rename: Rename) -> None:
    async def read_and_wait() -> None:
        await database.fetch(NAMES, {})
        await asyncio.sleep(60)

    waiting = asyncio.ensure_future(database.share_transaction(read_and_wait()))
    await asyncio.sleep(0)
    rename("Grace")

    assert await database.fetch(NAMES, {}) == [("Grace",)]
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_work_that_fails_leaves_no_transaction_behind(database: Database, rename: Rename) -> None:
    async def read_and_fail() -> None:
        await database.fetch(NAMES, {})
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.share_transaction(read_and_fail())
    rename("Grace")

    assert await database.fetch(NAMES, {}) == [("Grace",)]


async def test_a_statement_that_fails_in_the_middle_leaves_the_next_ones_right(
    database: Database, rename: Rename
) -> None:
    async def fail_and_read() -> list[Row]:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await database.fetch(Statement("SELECT 1 FROM nowhere", lambda _: [], list), {})
        return await database.fetch(NAMES, {})

    assert await database.share_transaction(fail_and_read()) == [("Ada",)]
    rename("Grace")
    assert await database.fetch(NAMES, {}) == [("Grace",)]


async def test_a_query_that_a_plan_answers_sees_the_database_at_one_moment(database: Database, rename: Rename) -> None:
    def write_between(sql: str) -> None:
        if "payment_intent" in sql:
            rename("Grace")

    database.observers.append(write_between)
    answer = await Executor().run(GraphQLRequest(TWO_LEVELS), make_context(database))

    assert answer.execution is Execution.PLAN
    assert answer.body["data"]["first"]["name"] == "Ada"
    assert answer.body["data"]["customers"]["nodes"] == [{"name": "Ada"}]


def test_a_transaction_begins_and_ends_however_late_the_last_read_was(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "empty.db").close()
    reads = QuickReads(tmp_path / "empty.db")
    reads.read("SELECT 1", ())
    cursor = reads._cursor
    time.sleep(2 * QUICK_SECONDS)

    # SQLite asks whether it is late once in so many steps, and BEGIN takes a few.
    for _ in range(STEPS):
        reads.begin()
        reads.end()

    assert reads._cursor is cursor is not None
    reads.close()
