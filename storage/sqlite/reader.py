"""Reads of a SQLite file: quick ones in the event loop, others in a thread, and slow ones when their turn comes."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Generator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import coroutine
from typing import Any

import aiosqlite

from storage.concurrency.lanes import PLACES, QUICK_SECONDS, WAIT_SECONDS, Lanes
from storage.concurrency.resuming import resume
from storage.reader import Fetch, Reader, Result
from storage.sqlite.connections import Connections, fetch_rows
from storage.sqlite.quick_reads import QuickReads
from storage.statement import Row, Statement

Rows = Iterable[Sequence[Any]]


class SqliteReader(Reader):
    """`size` is the number of connections for reads that are a little too long for the event loop."""

    def __init__(self, path: Path, size: int, lanes: Lanes) -> None:
        self._lanes = lanes
        self._in_loop = QuickReads(path)
        self._quick = Connections(path, size, WAIT_SECONDS)
        self._slow = Connections(path, PLACES, lanes.seconds)

    def fetch_nowait(self, statement: Statement, values: Mapping[str, Any]) -> list[Row] | None:
        if self._lanes.is_slow(statement.sql):
            return None
        rows = self._in_loop.read(statement.sql, statement.bind(values))
        return None if rows is None else statement.decode(rows)

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        sql, parameters = statement.sql, statement.bind(values)
        rows: Rows | None = None
        if not self._lanes.is_slow(sql):
            rows = await self._read_quickly(sql, parameters)
        if rows is None:
            async with self._lanes.slow_place():
                rows = await self._read_slowly(sql, parameters)
        return statement.decode(rows)

    @coroutine
    def share_transaction(self, work: Coroutine[Any, Any, Result]) -> Generator[Any, Any, Result]:
        """Reads in the event loop share a transaction until the work waits: each alone would lock and unlock."""
        self._in_loop.begin()
        try:
            waited_for = work.send(None)
        except StopIteration as end:
            result: Result = end.value
            return result
        finally:
            self._in_loop.end()
        return (yield from resume(work, waited_for).__await__())

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Fetch]:
        async with self._quick.lend() as connection:
            await connection.execute_fetchall("BEGIN")
            yield partial(self._fetch_on, connection)
            await connection.execute_fetchall("COMMIT")

    async def close(self) -> None:
        self._in_loop.close()
        await self._quick.close()
        await self._slow.close()

    async def _read_quickly(self, sql: str, parameters: Sequence[Any]) -> Rows | None:
        """The rows; None where it takes longer than quick reads do."""
        try:
            async with self._quick.lend() as connection, asyncio.timeout(QUICK_SECONDS):
                return await fetch_rows(connection, sql, parameters)
        except TimeoutError:
            self._lanes.note_slow(sql)
            return None

    async def _read_slowly(self, sql: str, parameters: Sequence[Any]) -> Rows:
        async with self._slow.lend() as connection, asyncio.timeout(self._lanes.seconds):
            return await fetch_rows(connection, sql, parameters)

    async def _fetch_on(
        self, connection: aiosqlite.Connection, statement: Statement, values: Mapping[str, Any]
    ) -> list[Row]:
        async with asyncio.timeout(self._lanes.seconds):
            return statement.decode(await fetch_rows(connection, statement.sql, statement.bind(values)))
