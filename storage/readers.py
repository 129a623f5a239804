"""Reads on the driver itself: a few connections that only read, one statement at a time each."""

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiosqlite
import asyncpg

from storage.quick_reads import QuickReads
from storage.statements import Row, Statement

INTERRUPT_SECONDS = 0.02


class Reader(ABC):
    """Runs compiled reads."""

    @abstractmethod
    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """The decoded rows; raises the driver's error when the database is gone."""

    @abstractmethod
    async def close(self) -> None:
        """Ends every connection."""


class SqliteReader(Reader):
    """Read-only connections to one database file, opened as they are needed and kept.

    What is read quickly is read in the event loop; the rest has a connection with a thread of its own.
    """

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._quick = QuickReads(path)
        self._places = asyncio.Semaphore(size)
        self._idle: list[aiosqlite.Connection] = []

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        parameters = statement.bind(values)
        rows: Iterable[Sequence[Any]] | None = self._quick.read(statement.sql, parameters)
        if rows is None:
            async with self._connection() as connection:
                rows = await connection.execute_fetchall(statement.sql, parameters)
        return statement.decode(rows)

    async def close(self) -> None:
        self._quick.close()
        while self._idle:
            await self._idle.pop().close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._places:
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
            for pragma in ("query_only=ON", "busy_timeout=5000", "mmap_size=268435456", "cache_size=-32768"):
                await connection.execute_fetchall(f"PRAGMA {pragma}")
        except BaseException:
            await connection.close()
            raise
        return connection


async def _abandon(connection: aiosqlite.Connection) -> None:
    # It closes when its statement has ended, so that is interrupted; one that waits for its thread to begin
    # would not notice, hence again and again.
    closing = asyncio.ensure_future(connection.close())
    while not closing.done():
        # Closed already, and only its thread still has to end.
        with suppress(ValueError, sqlite3.ProgrammingError):
            await connection.interrupt()
        await asyncio.wait([closing], timeout=INTERRUPT_SECONDS)
    await closing


async def _keep(_connection: asyncpg.Connection) -> None:
    """Nothing is reset between two reads: a lone SELECT leaves nothing behind, and asking would double its trips."""


class PostgresReader(Reader):
    """A pool of asyncpg connections, which prepare each statement once."""

    def __init__(self, url: str, size: int) -> None:
        self._url = url
        self._size = size
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        pool = self._pool or await self._open()
        return statement.decode(await pool.fetch(statement.sql, *statement.bind(values)))

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
                    reset=_keep,
                    server_settings={"default_transaction_read_only": "on", "jit": "off"},
                )
            return self._pool
