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

from benchmarks.soak.parameters import Parameters
from benchmarks.soak.replicas import Replicas
from benchmarks.soak.tally import Tally
from benchmarks.soak.upkeep import Upkeep

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
    """The faults of the servers and their database, and what is done to them in the middle of it all."""

    def __init__(
        self, replicas: Replicas, upkeep: Upkeep, database_url: str, parameters: Parameters, tally: Tally
    ) -> None:
        self._replicas = replicas
        self._upkeep = upkeep
        self._url = make_url(database_url)
        self._plan = parameters
        self._tally = tally
        self.happened: list[str] = []
        self.restarted = 0.0

    @property
    def _is_embedded(self) -> bool:
        return self._url.drivername.startswith("sqlite")

    async def happen(self, begun: float) -> None:
        """All of them in turn, counted from a monotonic time."""
        for fault in self._schedule():
            await asyncio.sleep(max(0, begun + fault.share * self._plan.seconds - time.monotonic()))
            started = self._tally.time_of(time.monotonic())
            await fault.happen()
            self.happened.append(f"{fault.name} ({started} to {self._tally.time_of(time.monotonic())})")

    def _schedule(self) -> list[Fault]:
        # What restarts them is early: memory is compared within the life of one process.
        once = [Fault(0.05, "SIGTERM and restart", self._restart), Fault(0.08, "rolling upgrade", self._upkeep.upgrade)]
        if self._is_embedded:
            once.append(Fault(0.18, "backup", self._upkeep.back_up))
        once.append(Fault(0.2, "secrets rotated", self._rotate))
        once.append(Fault(0.27, "process for large queries killed", self._kill_large))
        for start in (0.3, 0.65) if self._plan.judges_memory else (0.4,):
            once += [Fault(start + 0.04 * place, *each) for place, each in enumerate(self._repeated())]
        return once

    def _repeated(self) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        killed = ("PDF worker killed", self._kill_worker)
        locked = ("database locked", self._lock)
        if self._is_embedded:
            return [killed, ("disk full", self._fill_disk), locked]
        return [killed, ("backends terminated", self._terminate_backends), locked]

    async def _restart(self) -> None:
        begun = time.monotonic()
        for server, code in zip(self._replicas.all, await self._replicas.stop(), strict=True):
            if code:
                server.errors.append(f"SIGTERM ended it with {code}")
        await self._replicas.start()
        self.restarted = time.monotonic()
        self._tally.note_downtime(begun, self.restarted)

    async def _rotate(self) -> None:
        await self._upkeep.rotate()
        self.restarted = time.monotonic()

    async def _kill_worker(self) -> None:
        _kill_first(self._replicas.all[0].workers())

    async def _kill_large(self) -> None:
        _kill_first(self._replicas.all[0].large())

    async def _fill_disk(self) -> None:
        """No file of the servers' may grow or be written beyond its first byte."""
        pids = [server.pid for server in self._replicas.all]
        _, hard = resource.prlimit(pids[0], resource.RLIMIT_FSIZE)
        self._limit_files(pids, (1, hard))
        try:
            await asyncio.sleep(DISK_SECONDS)
        finally:
            self._limit_files(pids, (hard, hard))

    def _limit_files(self, pids: list[int], limit: tuple[int, int]) -> None:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)

    async def _lock(self) -> None:
        """Another writer holds what a change needs; reads go on."""
        if self._is_embedded:
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


def _kill_first(pids: list[int]) -> None:
    for pid in pids[:1]:
        os.kill(pid, signal.SIGKILL)
