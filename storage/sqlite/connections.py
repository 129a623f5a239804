"""Connections to a SQLite file that only read, each with a thread of its own."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiosqlite

from storage.concurrency.lanes import TooBusy
from storage.dialect import READ_BUSY_SECONDS
from storage.sqlite.memory import IN_THREAD

INTERRUPT_SECONDS = 0.02
# SQLite takes Python's lock for each row, and a thread that does so again and again keeps the event loop from it: some
# 5 ms each time. So the loop asks for rows a few at a time: 0.2 ms.
ROWS_AT_ONCE = 100


class Connections:
    """At most `size` of them, opened as they are needed and kept; nobody waits longer than `wait_seconds` for one."""

    def __init__(self, path: Path, size: int, wait_seconds: float | None) -> None:
        self._path = path
        self._wait_seconds = wait_seconds
        self._free = asyncio.Semaphore(size)
        self._idle: list[aiosqlite.Connection] = []

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[aiosqlite.Connection]:
        """A connection for this context alone; raises TooBusy when none becomes free."""
        await self._wait()
        try:
            connection = self._idle.pop() if self._idle else await self._open()
            try:
                yield connection
            except BaseException:
                # After an error or a cancelled caller its state is unknown: the next one gets a fresh one.
                await asyncio.shield(_abandon(connection))
                raise
            self._idle.append(connection)
        finally:
            self._free.release()

    async def close(self) -> None:
        """Ends every connection that nobody uses."""
        while self._idle:
            await self._idle.pop().close()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise TooBusy from None

    async def _open(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            waits = f"busy_timeout={round(READ_BUSY_SECONDS * 1000)}"
            for pragma in ("query_only=ON", waits, *IN_THREAD):
                await connection.execute_fetchall(f"PRAGMA {pragma}")
        except BaseException:
            await connection.close()
            raise
        return connection


async def fetch_rows(connection: aiosqlite.Connection, sql: str, parameters: Sequence[Any]) -> list[Any]:
    """The rows, with time for others between them."""
    rows: list[Any] = []
    async with connection.execute(sql, parameters) as cursor:
        while True:
            part = list(await cursor.fetchmany(ROWS_AT_ONCE))
            rows += part
            if len(part) < ROWS_AT_ONCE:
                return rows


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
