"""Reads of PostgreSQL: quick ones on connections of their own, whose statements the server soon stops."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from storage.concurrency.lanes import QUICK_SECONDS, Lanes
from storage.postgresql.connections import Connections
from storage.reader import Fetch, Reader
from storage.statement import Row, Statement

# How connections are opened whose statements may take so many seconds.
Open = Callable[[float | None], Connections]


class PostgresReader(Reader):
    """What the server stopped among the quick ones is read again on a connection for slow ones, when its turn comes."""

    def __init__(self, connect: Open, lanes: Lanes) -> None:
        self._lanes = lanes
        self._quick = connect(QUICK_SECONDS)
        self._slow = connect(lanes.seconds)

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        if not self._lanes.is_slow(statement.sql):
            try:
                return await self._quick.fetch(statement, values)
            except asyncpg.QueryCanceledError:
                self._lanes.note_slow(statement.sql)
        async with self._lanes.slow_place():
            return await self._slow.fetch(statement, values)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Fetch]:
        async with self._quick.snapshot(self._lanes.seconds) as fetch:
            yield fetch

    async def close(self) -> None:
        await self._quick.close()
        await self._slow.close()
