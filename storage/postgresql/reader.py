"""Reads of PostgreSQL on a pool of asyncpg connections, which prepare each statement once."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from storage.dialect import READ_BUSY_SECONDS
from storage.reader import Fetch, Reader
from storage.statement import Row, Statement

# A server that is there answers at once; the driver would wait for a minute.
CONNECT_SECONDS = 5


async def _reset_nothing(_connection: asyncpg.Connection) -> None:
    """A lone SELECT leaves nothing behind, and a query for it would double the trips of each read."""


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


class PostgresReader(Reader):
    """Connections that only read, opened as they are needed and kept."""

    def __init__(self, url: str, size: int, seconds: float | None) -> None:
        self._url = url
        self._size = size
        # What the server does for each read; a time limit of 0 is none.
        self.settings = {
            "jit": "off",
            "lock_timeout": _milliseconds(READ_BUSY_SECONDS),
            "statement_timeout": _milliseconds(seconds or 0),
        }
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        pool = self._pool or await self._open()
        return statement.decode(await pool.fetch(statement.sql, *statement.bind(values)))

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Fetch]:
        pool = self._pool or await self._open()
        # Where even the rollback is cancelled, the pool rolls back before anybody else gets the connection.
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            await self.prepare(connection)
            turn = asyncio.Lock()

            async def fetch(statement: Statement, values: Mapping[str, Any]) -> list[Row]:
                # A connection runs one statement at a time.
                async with turn:
                    return statement.decode(await connection.fetch(statement.sql, *statement.bind(values)))

            yield fetch

    @property
    def options(self) -> Mapping[str, Any]:
        """What every connection is opened with."""
        return {"server_settings": {"default_transaction_read_only": "on", **self.settings}}

    async def prepare(self, connection: asyncpg.Connection) -> None:
        """What a transaction sets for itself."""

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=0,
                    max_size=self._size,
                    reset=_reset_nothing,
                    timeout=CONNECT_SECONDS,
                    **self.options,
                )
            return self._pool
