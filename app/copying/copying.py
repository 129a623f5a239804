"""The copy of a whole database: begun, taken up again after an interruption, and verified."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Table

from app.copying.rows import NOTHING, Tally, count_rows, read_chunks, tally
from app.copying.target import Target
from app.user_error import UserError
from intake.progress import Progress, Step
from models.tables import METADATA
from storage.database import Database, Snapshot

WRITTEN_MEANWHILE = (
    "The database was changed while it was being copied. "
    "Stop whatever writes to it and run this again: the copy starts afresh."
)


class CopyReport(NamedTuple):
    """How many rows each table has; whether an unfinished copy was thrown away because its source has changed."""

    rows: dict[str, int]
    started_over: bool


class _SourceChanged(Exception):
    """What an unfinished copy has is no longer in its source."""


async def copy(source: Database, target: Database, on_progress: Progress) -> CopyReport:
    """Copies every table of one moment, verifies that both databases have the same, and makes the target usable.

    Raises UserError where the target is not empty, or the source was written meanwhile.
    """
    goal = Target(target)
    await goal.begin()
    async with source.snapshot() as snapshot:
        counts = {str(table.name): await count_rows(snapshot, table) for table in METADATA.sorted_tables}
        started_over = await _copy_tables(snapshot, goal, _Meter("Copying", sum(counts.values()), on_progress))
    await _verify(source, goal, _Meter("Verifying", sum(counts.values()), on_progress))
    await goal.finish()
    return CopyReport(counts, started_over)


class _Meter:
    """Tells how many of so many rows are done."""

    def __init__(self, label: str, total: int, on_progress: Progress) -> None:
        self._label = label
        self._total = total
        self._done = 0
        self._on_progress = on_progress

    def advance(self, rows: int) -> None:
        self._done += rows
        self._on_progress(Step(self._label, min(1.0, self._done / self._total), self._done))

    def reset(self) -> None:
        self._done = 0


async def _copy_tables(snapshot: Snapshot, goal: Target, meter: _Meter) -> bool:
    try:
        await _copy_each_table(snapshot, goal, meter)
        return False
    except _SourceChanged:
        meter.reset()
        await goal.drop()
        await goal.begin()
        await _copy_each_table(snapshot, goal, meter)
        return True


async def _copy_each_table(snapshot: Snapshot, goal: Target, meter: _Meter) -> None:
    # Rows come after those that they refer to.
    for table in METADATA.sorted_tables:
        await _copy_table(snapshot, goal, table, meter)


async def _copy_table(snapshot: Snapshot, goal: Target, table: Table, meter: _Meter) -> None:
    copied = list(goal.copied(table))
    number = 0
    async for rows in read_chunks(snapshot, table):
        if number >= len(copied):
            await goal.write(table, rows)
        elif copied[number] != tally(rows):
            raise _SourceChanged
        meter.advance(len(rows))
        number += 1
    if number < len(copied):
        raise _SourceChanged


async def _verify(source: Database, goal: Target, meter: _Meter) -> None:
    async with source.snapshot() as original, goal.database.snapshot() as made:
        for table in METADATA.sorted_tables:
            found, copied = await asyncio.gather(
                _tally_table(original, table, meter.advance), _tally_table(made, table, lambda _: None)
            )
            if found != goal.tally(table):
                raise UserError(WRITTEN_MEANWHILE)
            if copied != found:
                break
        else:
            return
    await goal.drop()
    raise UserError(
        f"The copy differs from its source: {table.name} has {copied.rows:,} rows instead of {found.rows:,}, "
        "or different ones. The copy was discarded; run this again."
    )


async def _tally_table(snapshot: Snapshot, table: Table, advance: Callable[[int], None]) -> Tally:
    total = NOTHING
    async for rows in read_chunks(snapshot, table):
        total = total.plus(tally(rows))
        advance(len(rows))
    return total
