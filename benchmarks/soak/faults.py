"""Faults, one after the other: each begins, lasts and ends by itself."""

import asyncio
import os
import resource
import signal
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import NamedTuple

import asyncpg
from sqlalchemy import make_url

from benchmarks.soak.plan import Plan
from benchmarks.soak.server import Server
from benchmarks.soak.tally import Tally

DISK_SECONDS = 3.0

_TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid()"
)


class Fault(NamedTuple):
    """When it begins, as a part of the whole time, and what it does."""

    share: float
    name: str
    happen: Callable[[], Awaitable[None]]


class Faults:
    """The faults of one server and its database."""

    def __init__(self, server: Server, database_url: str, plan: Plan, tally: Tally) -> None:
        self._server = server
        self._url = make_url(database_url)
        self._plan = plan
        self._tally = tally
        self.happened: list[str] = []
        self.restarted = 0.0

    async def happen(self, begun: float) -> None:
        """All of them in turn, counted from a monotonic time."""
        for fault in self._schedule():
            await asyncio.sleep(max(0, begun + fault.share * self._plan.seconds - time.monotonic()))
            await fault.happen()
            self.happened.append(fault.name)

    def _schedule(self) -> list[Fault]:
        # The restart is early: memory is compared within the life of one process.
        once = [Fault(0.05, "SIGTERM and restart", self._restart)]
        for start in (0.15, 0.6) if self._plan.judges_memory else (0.3,):
            once += [Fault(start + 0.04 * place, *each) for place, each in enumerate(self._repeated())]
        return once

    def _repeated(self) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        killed = ("PDF worker killed", self._kill_worker)
        locked = ("database locked", self._lock)
        if self._url.drivername.startswith("sqlite"):
            return [killed, ("disk full", self._fill_disk), locked]
        return [killed, ("backends terminated", self._terminate_backends), locked]

    async def _restart(self) -> None:
        begun = time.monotonic()
        code = await self._server.stop()
        if code:
            self._server.errors.append(f"SIGTERM ended it with {code}")
        await self._server.start()
        self.restarted = time.monotonic()
        self._tally.note_downtime(begun, self.restarted)

    async def _kill_worker(self) -> None:
        workers = self._server.workers()
        if workers:
            os.kill(workers[0], signal.SIGKILL)

    async def _fill_disk(self) -> None:
        """No file of the server's may grow or be written beyond its first byte."""
        _, hard = resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE, (1, hard))
        try:
            await asyncio.sleep(DISK_SECONDS)
        finally:
            resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE, (hard, hard))

    async def _lock(self) -> None:
        """Another writer holds what a change needs; reads go on."""
        if self._url.drivername.startswith("sqlite"):
            connect = sqlite3.connect(self._url.database or "", isolation_level=None, timeout=30)
            with closing(connect) as connection:
                connection.execute("BEGIN IMMEDIATE")
                await asyncio.sleep(self._plan.lock_seconds)
                connection.execute("ROLLBACK")
            return
        other = await self._connect()
        async with other.transaction():
            await other.execute("LOCK TABLE subscription IN EXCLUSIVE MODE")
            await asyncio.sleep(self._plan.lock_seconds)
        await other.close()

    async def _terminate_backends(self) -> None:
        other = await self._connect()
        await other.execute(_TERMINATE)
        await other.close()

    async def _connect(self) -> asyncpg.Connection:
        plain = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        return await asyncpg.connect(plain)
