"""An operation that takes too long is answered with TIMEOUT, and its statements stop in the database, too."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, literal, select

from engine.executor import Executor
from engine.limits import Limits
from engine.request import GraphQLRequest
from storage.database import Database
from storage.dialect import Dialect
from storage.statement import Row, Statement
from storage.statements import compile_statement
from tests.factories import make_context


def endless(dialect: Dialect) -> Statement:
    """A statement that takes a minute on PostgreSQL, and much longer on SQLite."""
    if dialect.name == "postgresql":
        return compile_statement(select(func.pg_sleep(60)), dialect)
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 2_000_000_000))
    return compile_statement(select(func.max(numbers.c.n)), dialect)


class SlowDatabase(Database):
    """Every read takes as long as it is allowed to."""

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        await super().fetch(endless(self.dialect), {})
        return await super().fetch(statement, values)


async def count_running(database: Database) -> int:
    """Of the statements that other connections run, how many sleep; SQLite's would show as this process's time."""
    if database.dialect.name == "sqlite":
        started = time.process_time()
        await asyncio.sleep(0.3)
        return int(time.process_time() - started > 0.15)
    sql = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE state = 'active' AND query LIKE '%pg_sleep(%' AND pid <> pg_backend_pid()"
    )
    [(count,)] = await Database.fetch(database, Statement(sql, lambda _: [], list), {})
    return int(count)


async def all_stop(database: Database) -> bool:
    """Whether nothing runs any more within five seconds: a statement of PostgreSQL is cancelled by a second request."""
    for _ in range(50):
        if await count_running(database) == 0:
            return True
        await asyncio.sleep(0.1)
    return False


async def all_end(others: set[asyncio.Task[Any]]) -> bool:
    """Whether no tasks but the others are left within five seconds: a pool takes connections back in its own."""
    for _ in range(50):
        if asyncio.all_tasks() == others:
            return True
        await asyncio.sleep(0.1)
    return False


async def test_a_read_whose_caller_went_away_stops_in_the_database(database: Database) -> None:
    for _ in range(6):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await database.fetch(endless(database.dialect), {})

    assert await all_stop(database)


@pytest.mark.parametrize(
    "query",
    [
        "{ customers { nodes { id } } }",
        '{ customer(id: "cus_1") { id } invoice(id: "in_1") { id } nodes(ids: ["cus_1", "pi_1", "sub_1"]) { id } }',
    ],
)
@pytest.mark.parametrize("plans", [False, True], ids=["resolvers", "plan"])
async def test_an_operation_beyond_its_time_is_stopped_with_all_it_began(
    database_url: str, query: str, plans: bool
) -> None:
    database, others = SlowDatabase(database_url), asyncio.all_tasks()

    started = time.perf_counter()
    answer = await Executor(Limits(seconds=0.3), plans=plans).run(GraphQLRequest(query), make_context(database))
    taken = time.perf_counter() - started
    ended, stopped = await all_end(others), await all_stop(database)
    await database.close()

    assert answer.body == {
        "errors": [
            {
                "message": "The operation took longer than 0.3 s and was stopped. Ask for fewer nodes at once, "
                "or give a list a narrower filter or another order.",
                "extensions": {"code": "TIMEOUT"},
            }
        ]
    }
    assert answer.timed_out
    assert taken < 2
    assert ended
    assert stopped


async def test_after_a_timeout_the_reader_reads_on(database: Database) -> None:
    for _ in range(6):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await database.fetch(endless(database.dialect), {})

    answer = await Executor(plans=False).run(GraphQLRequest("{ customers { totalCount } }"), make_context(database))

    assert answer.body == {"data": {"customers": {"totalCount": 0}}}
