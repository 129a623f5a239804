"""What reads cost the database itself, in a measure that is the same at every run."""

import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg

from storage.database import Database
from storage.statement import Row, Statement


async def cost_of(database: Database, read: Callable[[], Awaitable[Any]]) -> int:
    """Steps of SQLite's machine, or pages that PostgreSQL looked at, over all statements of `read`."""
    count = _steps if database.dialect.name == "sqlite" else _pages
    return await count(database, await statements_of(database, read))


async def statements_of(database: Database, read: Callable[[], Awaitable[Any]]) -> list[tuple[str, Any]]:
    """The statements that `read` runs, each with what it binds."""
    statements: list[tuple[Statement, Mapping[str, Any]]] = []
    fetch_nowait = database._reader.fetch_nowait

    # Every read is tried in this way first.
    def note(statement: Statement, values: Mapping[str, Any]) -> list[Row] | None:
        statements.append((statement, values))
        return fetch_nowait(statement, values)

    database._reader.fetch_nowait = note  # type: ignore[method-assign]
    try:
        await read()
    finally:
        database._reader.fetch_nowait = fetch_nowait  # type: ignore[method-assign]
    return [(statement.sql, statement.bind(values)) for statement, values in statements]


async def _steps(database: Database, statements: list[tuple[str, Any]]) -> int:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with closing(sqlite3.connect(database.url.database or "")) as connection:
        # The schema is read first.
        connection.execute("SELECT count(*) FROM project").fetchall()
        connection.set_progress_handler(count, 1)
        for sql, parameters in statements:
            connection.execute(sql, parameters).fetchall()
    return steps


async def _pages(database: Database, statements: list[tuple[str, Any]]) -> int:
    plans = await explain_analyze(database, statements)
    return sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans)


async def pages_of(database: Database, read: Callable[[], Awaitable[Any]]) -> int:
    """Pages that the database looked at, over all statements of `read`."""
    count = _read_pages if database.dialect.name == "sqlite" else _pages
    return await count(database, await statements_of(database, read))


async def _read_pages(database: Database, statements: list[tuple[str, Any]]) -> int:
    with closing(sqlite3.connect(database.url.database or "")) as connection:
        connection.execute("PRAGMA cache_size=10")
        began = _bytes_read()
        for sql, parameters in statements:
            connection.execute(sql, parameters).fetchall()
        [[size]] = connection.execute("PRAGMA page_size")
        return (_bytes_read() - began) // int(size)


def _bytes_read() -> int:
    """By this process so far: a page that SQLite's cache has not is read from the file."""
    [read, *_] = Path("/proc/self/io").read_text().splitlines()
    return int(read.removeprefix("rchar: "))


async def settle(database: Database) -> None:
    """Looks at rows and marks pages as PostgreSQL does by itself after a while: costs would depend on when it does."""
    statement = "ANALYZE" if database.dialect.name == "sqlite" else "VACUUM ANALYZE"
    async with database.engine.connect() as connection:
        driver = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await driver.exec_driver_sql(statement)


async def explain_analyze(database: Database, statements: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """The top of PostgreSQL's plan of each statement, with what running it took.

    A table is read whole only where no index serves: a test's tables are so small that the planner is of two minds.
    """
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url, server_settings={"jit": "off", "enable_seqscan": "off"})
    try:
        told = [
            await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", *parameters)
            for sql, parameters in statements
        ]
    finally:
        await connection.close()
    return [json.loads(each)[0]["Plan"] for each in told]


def list_nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node of a plan, and all below it."""
    yield plan
    for child in plan.get("Plans", ()):
        yield from list_nodes(child)


def rows_read(plan: dict[str, Any]) -> float:
    """How many rows its scans have read, also those that they passed over."""
    scans = [node for node in list_nodes(plan) if "Scan" in node["Node Type"]]
    passed_over = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    return sum(
        (each["Actual Rows"] + sum(each.get(name, 0) for name in passed_over)) * each["Actual Loops"] for each in scans
    )
