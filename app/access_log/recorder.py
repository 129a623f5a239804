"""Records who read which customer: noted in memory and written in batches, so that no read waits for it."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import structlog
from sqlalchemy import Table, insert
from sqlmodel import SQLModel

from app.access_log.owners import find_owners
from models.access.customer_read import CustomerRead, ReadWay
from models.access.viewer import Viewer
from models.ownership import NoCustomer, owner_of, table_of
from models.values.ids import mint_id
from models.values.instant import Clock, Instant
from storage.database import Database

# How many rows that were read wait to be recorded, when the database does not take them. What is more is dropped, and
# the log says how many.
MOST_WAITING = 10_000
# With so many they are written at once: nobody's reads are lost because somebody else, or they themselves, read a lot.
WRITTEN_AT = 2_000

log = structlog.stdlib.get_logger(__name__)


class Reader(NamedTuple):
    """Somebody who is signed in, where and how."""

    project_id: str
    live_mode: bool
    operator_id: str
    email: str
    way: ReadWay


class _Read(NamedTuple):
    reader: Reader
    table: Table
    id: str


class ReadRecorder:
    """Notes rows that were read by their ids; `flush` finds out whose they are, and records a read of each customer."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: dict[_Read, Instant] = {}
        self._dropped: Counter[str] = Counter()
        self._turn = asyncio.Lock()
        self._early: asyncio.Task[None] | None = None
        self._fails = False

    def note(self, viewer: Viewer, way: ReadWay, model: type[SQLModel], ids: Sequence[str]) -> None:
        """Remembers what a viewer who is signed in has read, until the next flush."""
        table = table_of(model)
        if isinstance(owner_of(table), NoCustomer):
            return
        reader, now = Reader(viewer.project_id, viewer.live_mode, viewer.credential_id, viewer.name, way), self._clock()
        for row_id in ids:
            read = _Read(reader, table, row_id)
            if len(self._waiting) < MOST_WAITING or read in self._waiting:
                self._waiting[read] = now
            else:
                self._dropped[reader.operator_id] += 1
        if len(self._waiting) >= WRITTEN_AT and not self._fails and (self._early is None or self._early.done()):
            self._early = asyncio.create_task(self.flush())

    async def flush(self) -> None:
        """Records what was noted in one transaction; on a failure it is kept for the next time."""
        async with self._turn:
            dropped, self._dropped = self._dropped, Counter()
            for operator_id, count in dropped.items():
                log.error("reads of customers not recorded", count=count, operator_id=operator_id)
            waiting, self._waiting = self._waiting, {}
            if waiting:
                await self._try_to_write(waiting)

    async def _try_to_write(self, waiting: dict[_Read, Instant]) -> None:
        try:
            await self._write(waiting)
            self._fails = False
        except BaseException as error:
            self._fails = True
            self._waiting = waiting | self._waiting
            if not isinstance(error, Exception):
                raise
            log.warning("reads of customers not written", error=type(error).__name__, count=len(waiting))

    async def _write(self, waiting: dict[_Read, Instant]) -> None:
        by_table: dict[tuple[str, bool, Table], set[str]] = defaultdict(set)
        for read in waiting:
            by_table[read.reader.project_id, read.reader.live_mode, read.table].add(read.id)
        async with self._database.engine.begin() as connection:
            owners = {
                (project_id, live_mode, table, row_id): owner
                for (project_id, live_mode, table), ids in by_table.items()
                for row_id, owner in (await find_owners(connection, project_id, live_mode, table, ids)).items()
            }
            latest: dict[tuple[Reader, str], Instant] = {}
            for read, at in waiting.items():
                if owner := owners.get((read.reader.project_id, read.reader.live_mode, read.table, read.id)):
                    latest[read.reader, owner] = max(at, latest.get((read.reader, owner), at))
            if latest:
                rows = [_row(reader, customer_id, at) for (reader, customer_id), at in latest.items()]
                await connection.execute(insert(table_of(CustomerRead)), rows)


def _row(reader: Reader, customer_id: str, at: Instant) -> dict[str, object]:
    return {**reader._asdict(), "id": mint_id("read", at), "customer_id": customer_id, "created_at": at}
