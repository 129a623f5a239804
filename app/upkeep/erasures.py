"""Finishes erasures: clears deleted rows from the database's files, and removes what need not be kept any longer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.upkeep.batches import write_regularly
from app.upkeep.failures import Failures
from models.access.viewer import Role, Viewer
from models.billing.erasure import Erasure
from models.billing.event import SERVICE
from models.ownership import table_of
from models.values.instant import Clock, Instant
from pdf.store.folder_store import FolderStore
from resolvers.erasure.clearing import clear_erased
from resolvers.erasure.retention import list_ended_erasures, list_ended_papers, list_files, remove_paper, remove_rest
from resolvers.reads import Reads
from storage.database import Database

INTERVAL_SECONDS = 60.0
BATCH = 20

_ERASURE = table_of(Erasure)


async def finish_erasures(database: Database, store: FolderStore, now: Instant) -> int:
    """Does at most BATCH of each kind of work; returns the largest number done of a kind."""
    return max(
        await _clear(database, now), await _remove_papers(database, store, now), await _remove_rest(database, now)
    )


async def finish_erasures_regularly(database: Database, pdf_store: Path, clock: Clock, failures: Failures) -> None:
    """Every INTERVAL_SECONDS, until it is cancelled."""
    store = FolderStore(pdf_store)
    await write_regularly(
        lambda: finish_erasures(database, store, clock()), BATCH, INTERVAL_SECONDS, "erasures not finished", failures
    )


async def _clear(database: Database, now: Instant) -> int:
    uncleared = select(_ERASURE).where(_ERASURE.c.cleared_at.is_(None), _ERASURE.c.customer_id.is_not(None))
    async with database.engine.connect() as connection:
        rows = [dict(row) for row in (await connection.execute(uncleared.limit(BATCH))).mappings()]
    done = 0
    for row in rows:
        done += await clear_erased(database, _reads(database, row, now), row, now)
    return done


async def _remove_papers(database: Database, store: FolderStore, now: Instant) -> int:
    async with database.engine.connect() as connection:
        papers = await list_ended_papers(connection, now, BATCH)
        files = {paper: await list_files(connection, paper) for paper in papers}
    for paper, hashes in files.items():
        # Before the row, which alone has the names of its files.
        for sha256 in hashes:
            await store.remove(sha256)
        async with database.engine.begin() as connection:
            await remove_paper(connection, paper, now)
    return len(papers)


async def _remove_rest(database: Database, now: Instant) -> int:
    async with database.engine.connect() as connection:
        erasures = await list_ended_erasures(connection, now, BATCH)
    for erasure in erasures:
        await remove_rest(database, _reads(database, erasure, now), erasure, now)
    return len(erasures)


def _reads(database: Database, erasure: Mapping[str, Any], now: Instant) -> Reads:
    viewer = Viewer(erasure["project_id"], "", erasure["live_mode"], Role.ADMIN, *SERVICE)
    return Reads(database, viewer, now)
