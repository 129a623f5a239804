"""Records who read which customer: noted in memory and written in batches, so that no read waits for it."""

from collections import defaultdict
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
        self._dropped = 0

    def note(self, viewer: Viewer, way: ReadWay, model: type[SQLModel], ids: Sequence[str]) -> None:
        """Remembers what a viewer who is signed in has read, until the next flush."""
        table = table_of(model)
        if isinstance(owner_of(table), NoCustomer):
            return
        if len(self._waiting) + len(ids) > MOST_WAITING:
            self._dropped += len(ids)
            return
        reader, now = Reader(viewer.project_id, viewer.live_mode, viewer.credential_id, viewer.name, way), self._clock()
        self._waiting.update((_Read(reader, table, row_id), now) for row_id in ids)

    async def flush(self) -> None:
        """Records what was noted in one transaction; on a failure it is kept for the next time."""
        if self._dropped:
            log.error("reads of customers not recorded", count=self._dropped)
            self._dropped = 0
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        try:
            await self._write(waiting)
        except BaseException as error:
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
