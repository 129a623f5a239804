"""What reads cost the database itself, in a measure that is the same at every run."""

import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from typing import Any

import asyncpg

from storage.database import Database
from storage.statement import Statement


async def cost_of(database: Database, read: Callable[[], Awaitable[Any]]) -> int:
    """Steps of SQLite's machine, or pages that PostgreSQL looked at, over all statements of `read`."""
    statements: list[tuple[Statement, Mapping[str, Any]]] = []
    fetch = database._reader.fetch

    async def note(statement: Statement, values: Mapping[str, Any]) -> Any:
        statements.append((statement, values))
        return await fetch(statement, values)

    database._reader.fetch = note  # type: ignore[method-assign]
    try:
        await read()
    finally:
        database._reader.fetch = fetch  # type: ignore[method-assign]
    count = _steps if database.dialect.name == "sqlite" else _pages
    return await count(database, [(statement.sql, statement.bind(values)) for statement, values in statements])


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
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url, server_settings={"jit": "off"})
    try:
        plans = [
            json.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *parameters))
            for sql, parameters in statements
        ]
    finally:
        await connection.close()
    return sum(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] for [plan] in plans)
