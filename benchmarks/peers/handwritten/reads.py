"""The shared statements, run by the driver: in the loop on SQLite, by a pool on PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import asyncpg
import orjson

from benchmarks.peers.statements import number_parameters, read_statement

Values = dict[str, Any]
NAMES = ("key", "customer", "customers", "payment_intents", "subscriptions", "invoices", "plans")


class Reads(Protocol):
    """Reads one database."""

    async def fetch(self, name: str, values: Values) -> Sequence[Any]:
        """The rows of a statement."""

    async def fetch_together(self, *asked: tuple[str, Values]) -> Sequence[Sequence[Any]]:
        """The rows of several statements that do not wait for one another."""


class SqliteReads:
    """A short statement takes less than a hop to a thread."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
        self._statements = {name: read_statement("sqlite", name) for name in NAMES}

    async def fetch(self, name: str, values: Values) -> Sequence[Any]:
        if "ids" in values:
            values = {**values, "ids": orjson.dumps(values["ids"]).decode()}
        return self._connection.execute(self._statements[name], values).fetchall()

    async def fetch_together(self, *asked: tuple[str, Values]) -> Sequence[Sequence[Any]]:
        return [await self.fetch(name, values) for name, values in asked]

    def close(self) -> None:
        """No read may follow."""
        self._connection.close()


class PostgresReads:
    """Each statement is prepared once a connection."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._statements = {name: number_parameters(read_statement("postgresql", name)) for name in NAMES}

    async def fetch(self, name: str, values: Values) -> Sequence[Any]:
        text, parameters = self._statements[name]
        rows: Sequence[Any] = await self._pool.fetch(text, *(values[parameter] for parameter in parameters))
        return rows

    async def fetch_together(self, *asked: tuple[str, Values]) -> Sequence[Sequence[Any]]:
        return await asyncio.gather(*(self.fetch(name, values) for name, values in asked))


@asynccontextmanager
async def open_reads(database: str) -> AsyncIterator[Reads]:
    """On PostgreSQL for a URL, else on a SQLite file."""
    if database.startswith("postgresql://"):
        async with asyncpg.create_pool(database, min_size=4, max_size=4) as pool:
            yield PostgresReads(pool)
    else:
        reads = SqliteReads(database)
        try:
            yield reads
        finally:
            reads.close()
