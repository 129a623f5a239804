"""A pool of asyncpg connections that only read, opened as they are needed and kept; each prepares a statement once."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from storage.concurrency.turns import in_turns
from storage.dialect import READ_BUSY_SECONDS
from storage.reader import Fetch
from storage.statement import Row, Statement

# A server that is there answers at once; the driver would wait for a minute.
CONNECT_SECONDS = 5


class Connections:
    """At most `size` of them; the server stops what takes longer than `seconds`."""

    def __init__(self, url: str, size: int, seconds: float | None) -> None:
        self._url = url
        self._size = size
        self.seconds = seconds
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """The decoded rows of one read."""
        pool = self._pool or await self.open()
        return await in_turns(statement.decode, await pool.fetch(statement.sql, *statement.bind(values)))

    @asynccontextmanager
    async def snapshot(self, seconds: float | None) -> AsyncIterator[Fetch]:
        """Reads at one moment, of which each may take so long."""
        pool = self._pool or await self.open()
        # Where even the rollback is cancelled, the pool rolls back before anybody else gets the connection.
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            await self.prepare(connection, seconds)
            turn = asyncio.Lock()

            async def fetch(statement: Statement, values: Mapping[str, Any]) -> list[Row]:
                # A connection runs one statement at a time.
                async with turn:
                    return statement.decode(await connection.fetch(statement.sql, *statement.bind(values)))

            yield fetch

    async def close(self) -> None:
        """Ends every connection."""
        if self._pool is not None:
            await self._pool.close()

    @property
    def options(self) -> Mapping[str, Any]:
        """What every connection is opened with."""
        return {"server_settings": {"default_transaction_read_only": "on", **self.settings_for(self.seconds)}}

    def settings_for(self, seconds: float | None) -> Mapping[str, str]:
        """What the server does for each read."""
        return {
            "jit": "off",
            "lock_timeout": _milliseconds(READ_BUSY_SECONDS),
            "statement_timeout": _milliseconds(seconds),
        }

    async def prepare(self, connection: asyncpg.Connection, seconds: float | None) -> None:
        """What a transaction of several reads sets for itself."""
        await connection.execute(f"SET LOCAL statement_timeout = {_milliseconds(seconds)}")

    async def open(self) -> asyncpg.Pool:
        """The pool."""
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


def _milliseconds(seconds: float | None) -> str:
    # 0 is no limit.
    return str(round((seconds or 0) * 1000))


async def _reset_nothing(_connection: asyncpg.Connection) -> None:
    """A lone SELECT leaves nothing behind, and a query for it would double the trips of each read."""
