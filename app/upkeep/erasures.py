"""Finishes erasures: clears deleted rows from the database's files, and removes what need not be kept any longer."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select

from app.upkeep.batches import write_regularly
from app.upkeep.failures import Failures
from app.upkeep.turns import Turns
from models.access.viewer import Role, Viewer
from models.billing.erasure import Erasure
from models.billing.event import SERVICE
from models.ownership import table_of
from models.values.instant import Clock, Instant
from pdf.store.folder_store import FolderStore
from resolvers.erasure.clearing import clear_erased
from resolvers.erasure.retention import (
    EndedPaper,
    list_ended_erasures,
    list_ended_papers,
    list_files,
    remove_paper,
    remove_rest,
)
from resolvers.reads import Reads
from storage.database import Database

INTERVAL_SECONDS = 60.0
BATCH = 20
FAILURE = "erasures not finished"

Item = TypeVar("Item")


class _Key(NamedTuple):
    """A kind of work, and what it is done to: by the digest of the customer's id, or the id of the paper."""

    kind: str
    project_id: str
    live_mode: bool
    id: str


_ERASURE = table_of(Erasure)


async def finish_erasures(
    database: Database, store: FolderStore, now: Instant, turns: Turns[_Key] | None = None
) -> int:
    """Does at most BATCH of each kind of work; returns the largest number done of a kind. No failure keeps others."""
    due = _Due(database, now, Turns(FAILURE) if turns is None else turns)
    return max(await due.clear(), await due.remove_papers(store), await due.remove_rest())


async def finish_erasures_regularly(database: Database, pdf_store: Path, clock: Clock, failures: Failures) -> None:
    """Every INTERVAL_SECONDS, until it is cancelled."""
    store, turns = FolderStore(pdf_store), Turns[_Key](FAILURE, failures)
    await write_regularly(
        lambda: finish_erasures(database, store, clock(), turns), BATCH, INTERVAL_SECONDS, FAILURE, failures
    )


class _Due(NamedTuple):
    """What is due at a moment: each kind of work returns how many it did."""

    database: Database
    now: Instant
    turns: Turns[_Key]

    async def clear(self) -> int:
        """Clears what erasures have left."""
        uncleared = select(_ERASURE).where(_ERASURE.c.cleared_at.is_(None), _ERASURE.c.customer_id.is_not(None))
        async with self.database.engine.connect() as connection:
            rows = [dict(row) for row in (await connection.execute(uncleared.limit(self._most))).mappings()]
        return await self._do({_key_of("clear", row): row for row in rows}, self._clear)

    async def remove_papers(self, store: FolderStore) -> int:
        """Removes papers whose term has ended, with their files."""
        async with self.database.engine.connect() as connection:
            papers = await list_ended_papers(connection, self.now, self._most)
        due = {_Key(each.table.name, each.project_id, each.live_mode, each.id): each for each in papers}
        return await self._do(due, partial(self._remove_paper, store))

    async def remove_rest(self) -> int:
        """Removes what is left of customers of whom nothing need be kept any more."""
        async with self.database.engine.connect() as connection:
            erasures = await list_ended_erasures(connection, self.now, self._most)
        return await self._do({_key_of("rest", each): each for each in erasures}, self._remove_rest)

    @property
    def _most(self) -> int:
        return BATCH + len(self.turns)

    async def _do(self, due: Mapping[_Key, Item], work: Callable[[Item], Awaitable[bool]]) -> int:
        keys = [key for key in due if self.turns.has_turn(key, self.now)][:BATCH]
        done = [await self.turns.take(key, work(due[key]), self.now, **key._asdict()) for key in keys]
        return sum(map(bool, done))

    async def _clear(self, row: Mapping[str, Any]) -> bool:
        return await clear_erased(self.database, _reads(self.database, row, self.now), row, self.now)

    async def _remove_paper(self, store: FolderStore, paper: EndedPaper) -> bool:
        async with self.database.engine.connect() as connection:
            hashes = await list_files(connection, paper)
        # Before the row, which alone has the names of its files.
        for sha256 in hashes:
            await store.remove(sha256)
        async with self.database.engine.begin() as connection:
            await remove_paper(connection, paper, self.now)
        return True

    async def _remove_rest(self, erasure: Mapping[str, Any]) -> bool:
        await remove_rest(self.database, _reads(self.database, erasure, self.now), erasure, self.now)
        return True


def _key_of(kind: str, erasure: Mapping[str, Any]) -> _Key:
    return _Key(kind, erasure["project_id"], erasure["live_mode"], erasure["customer_hash"])


def _reads(database: Database, erasure: Mapping[str, Any], now: Instant) -> Reads:
    viewer = Viewer(erasure["project_id"], "", erasure["live_mode"], Role.ADMIN, *SERVICE)
    return Reads(database, viewer, now)
