"""Reads of a SQLite file: quick ones in the event loop, others on a connection with a thread of its own."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite

from storage.dialect import READ_BUSY_SECONDS
from storage.reader import Fetch, Reader
from storage.sqlite.quick_reads import QuickReads
from storage.statement import Row, Statement

INTERRUPT_SECONDS = 0.02


class SqliteReader(Reader):
    """Read-only connections to one database file, opened as they are needed and kept."""

    def __init__(self, path: Path, size: int, seconds: float | None) -> None:
        self._path = path
        self._seconds = seconds
        self._quick = QuickReads(path)
        self._free = asyncio.Semaphore(size)
        self._idle: list[aiosqlite.Connection] = []

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        parameters = statement.bind(values)
        rows: Iterable[Sequence[Any]] | None = self._quick.read(statement.sql, parameters)
        if rows is None:
            async with asyncio.timeout(self._seconds), self._connection() as connection:
                rows = await connection.execute_fetchall(statement.sql, parameters)
        return statement.decode(rows)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Fetch]:
        async with self._connection() as connection:
            await connection.execute_fetchall("BEGIN")
            yield partial(self._fetch_on, connection)
            await connection.execute_fetchall("COMMIT")

    async def _fetch_on(
        self, connection: aiosqlite.Connection, statement: Statement, values: Mapping[str, Any]
    ) -> list[Row]:
        async with asyncio.timeout(self._seconds):
            return statement.decode(await connection.execute_fetchall(statement.sql, statement.bind(values)))

    async def close(self) -> None:
        self._quick.close()
        while self._idle:
            await self._idle.pop().close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._free:
            connection = self._idle.pop() if self._idle else await self._open()
            try:
                yield connection
            except BaseException:
                # After an error or a cancelled caller its state is unknown: the next one gets a fresh one.
                await asyncio.shield(_abandon(connection))
                raise
            self._idle.append(connection)

    async def _open(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            for pragma in (
                "query_only=ON",
                f"busy_timeout={round(READ_BUSY_SECONDS * 1000)}",
                "mmap_size=268435456",
                "cache_size=-32768",
            ):
                await connection.execute_fetchall(f"PRAGMA {pragma}")
        except BaseException:
            await connection.close()
            raise
        return connection


async def _abandon(connection: aiosqlite.Connection) -> None:
    # It closes when its statement has ended, so the statement is interrupted. One that still waits for its thread
    # would not notice, hence again and again.
    closing = asyncio.ensure_future(connection.close())
    while not closing.done():
        # Closed already, and only its thread still has to end.
        with suppress(ValueError, sqlite3.ProgrammingError):
            await connection.interrupt()
        await asyncio.wait([closing], timeout=INTERRUPT_SECONDS)
    await closing
