"""Several reads at one moment of the database, on both databases."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text

from models.billing.customer import Customer
from models.ownership import table_of
from storage.database import Database, Snapshot
from storage.sqlite.dialect import SQLITE
from storage.statement import Statement
from storage.statements import compile_statement
from storage.unavailable import DatabaseUnavailable
from tests.conftest import QueryLog
from tests.engine.test_timeouts import endless
from tests.factories import make_customer, make_project, save

CUSTOMERS = table_of(Customer)


@pytest.fixture
async def ids(database: Database) -> Statement:
    await save(database, make_project(), make_customer(1))
    return compile_statement(select(CUSTOMERS.c.id).order_by(CUSTOMERS.c.id), database.dialect)


async def open_transactions(database: Database) -> int:
    """How many transactions are open: on SQLite, whether one keeps the log from being emptied."""
    if database.dialect is SQLITE:
        async with database.engine.connect() as connection:
            raw: Any = await connection.get_raw_connection()
            # It would wait for them.
            await raw.driver_connection.execute("PRAGMA busy_timeout=0")
            [busy, *_] = await (await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")).fetchone()
            return int(busy)
    open_ones = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
    async with database.engine.connect() as connection:
        return int((await connection.execute(text(open_ones))).scalar_one())


async def test_all_reads_see_the_moment_of_the_first(database: Database, ids: Statement) -> None:
    async with database.snapshot() as snapshot:
        before = await snapshot.fetch(ids, {})
        await save(database, make_customer(2))
        after, outside = await snapshot.fetch(ids, {}), await database.fetch(ids, {})

    assert before == after == [("cus_1",)]
    assert outside == [("cus_1",), ("cus_2",)]
    async with database.snapshot() as snapshot:
        assert await snapshot.fetch(ids, {}) == outside


async def test_its_statements_are_counted_like_any_others(
    database: Database, ids: Statement, queries: QueryLog
) -> None:
    queries.clear()

    async with database.snapshot() as snapshot:
        await snapshot.fetch(ids, {})
        await snapshot.fetch(ids, {})

    assert queries == [ids.sql] * 2
    assert database.reads == 0


async def test_reads_may_be_asked_for_at_the_same_time(database: Database, ids: Statement) -> None:
    async with database.snapshot() as snapshot:
        found = await asyncio.gather(*(snapshot.fetch(ids, {}) for _ in range(20)))

    assert found == [[("cus_1",)]] * 20


async def test_more_snapshots_than_connections_wait_for_their_turn(database: Database, ids: Statement) -> None:
    async def read() -> Any:
        async with database.snapshot() as snapshot:
            return await snapshot.fetch(ids, {})

    assert await asyncio.gather(*(read() for _ in range(20))) == [[("cus_1",)]] * 20


async def test_nothing_can_be_written(database: Database, ids: Statement) -> None:
    write = Statement("DELETE FROM customer", ids.bind, ids.decode)

    async def delete() -> None:
        async with database.snapshot() as snapshot:
            await snapshot.fetch(write, {})

    with pytest.raises(DatabaseUnavailable):
        await delete()
    assert await database.fetch(ids, {}) == [("cus_1",)]


async def test_the_transaction_ends_with_the_context(database: Database, ids: Statement) -> None:
    async with database.snapshot() as snapshot:
        await snapshot.fetch(ids, {})
        await save(database, make_customer(2))
        assert await open_transactions(database) == 1

    assert await open_transactions(database) == 0


async def test_a_failing_caller_leaves_no_transaction_open(database: Database, ids: Statement) -> None:
    async def fail() -> None:
        async with database.snapshot() as snapshot:
            await snapshot.fetch(ids, {})
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    await save(database, make_customer(2))
    assert await open_transactions(database) == 0


@pytest.mark.parametrize("cancels", [1, 3])
async def test_a_caller_who_is_cancelled_leaves_no_transaction_open(
    database: Database, ids: Statement, cancels: int
) -> None:
    begun = asyncio.Event()

    async def read_for_ever(snapshot: Snapshot) -> None:
        await snapshot.fetch(ids, {})
        begun.set()
        await snapshot.fetch(endless(database.dialect), {})

    async def hold() -> None:
        async with database.snapshot() as snapshot:
            await read_for_ever(snapshot)

    task = asyncio.create_task(hold())
    await begun.wait()
    for _ in range(cancels):
        await asyncio.sleep(0.01)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await save(database, make_customer(2))
    assert await open_transactions(database) == 0
    async with database.snapshot() as snapshot:
        assert await snapshot.fetch(ids, {}) == [("cus_1",), ("cus_2",)]
