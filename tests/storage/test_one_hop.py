"""A statement of a write to SQLite hops once to the thread of the connection, whatever it returns."""

import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.sqlite.one_hop import FIRST_ROWS

pytestmark = pytest.mark.one_database

MANY = 3 * FIRST_ROWS + 1
NUMBERS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT i FROM n WHERE i <= :most"
)


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    """One with a table of notes."""
    async with database.engine.connect() as connection:
        await connection.execute(text("CREATE TABLE note (id TEXT PRIMARY KEY, words TEXT)"))
        await connection.commit()
        yield connection


async def add(connection: AsyncConnection, *notes: dict[str, str]) -> int:
    statement = text("INSERT INTO note (id, words) VALUES (:id, :words)")
    return (await connection.execute(statement, notes if len(notes) > 1 else notes[0])).rowcount


async def words_of(connection: AsyncConnection) -> list[str]:
    return [*(await connection.execute(text("SELECT words FROM note ORDER BY id"))).scalars()]


async def test_what_writes_and_what_reads_hop_once(
    connection: AsyncConnection, caplog: pytest.LogCaptureFixture
) -> None:
    await words_of(connection)

    with caplog.at_level(logging.DEBUG, "aiosqlite"):
        stored = await add(connection, {"id": "1", "words": "One"})
        both = await add(connection, {"id": "2", "words": "Two"}, {"id": "3", "words": "Three"})
        words = await words_of(connection)

    assert (stored, both, words) == (1, 2, ["One", "Two", "Three"])
    assert [record.msg for record in caplog.records].count("executing %s") == 3


@pytest.mark.parametrize("most", [0, 1, FIRST_ROWS - 1, FIRST_ROWS, FIRST_ROWS + 1, MANY])
async def test_every_row_arrives_at_once_or_one_after_the_other(connection: AsyncConnection, most: int) -> None:
    at_once = (await connection.execute(NUMBERS, {"most": most})).scalars().all()
    streamed = [row.i async for row in await connection.stream(NUMBERS, {"most": most})]

    assert at_once == streamed == [*range(1, most + 1)]


async def test_a_stream_that_is_left_keeps_nobody_from_writing(connection: AsyncConnection) -> None:
    async with connection.stream(NUMBERS, {"most": MANY}) as rows:
        first = await rows.fetchone()
    await connection.commit()
    await add(connection, {"id": "1", "words": "One"})

    assert first == (1,)
    assert await words_of(connection) == ["One"]


async def test_a_statement_that_fails_leaves_the_transaction_as_it_was(connection: AsyncConnection) -> None:
    await add(connection, {"id": "1", "words": "One"})
    with pytest.raises(IntegrityError):
        await add(connection, {"id": "1", "words": "Another"})

    assert await words_of(connection) == ["One"]
