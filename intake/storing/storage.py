"""Stores everything that was gathered, kind by kind, in batches."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

from intake.gathering.collector import Refusals
from intake.gathering.entries import Scope, decode_arrived, fold_entries
from intake.gathering.runs import Runs, SingleRun
from intake.kinds import KINDS, Kind
from intake.record import Arrived
from intake.report import ImportReport, Stopped
from intake.storing.batch import store_batch
from intake.storing.prefetch import Prefetch
from intake.storing.single_transaction import Batch, add_payment_stubs, store_in_one_transaction
from intake.storing.target import Target
from intake.storing.transactions import Transactions
from storage.dialects import dialect_of

# On SQLite a transaction keeps other writers waiting. What a customer is found by are a hundred rows more.
_MAX_CUSTOMERS = 1_000
_MAX_RECORDS = 3_000
_MAX_ROWS = 10_000

# Begins other work, which is done while the database commits.
Meanwhile = Callable[[], object]


class _Waiting(NamedTuple):
    """An object to store, and the lines that tell of it: storing changes the object."""

    arrived: Arrived
    lines: list[bytes]


class Storage:
    """The second pass over what was gathered, into one project; `advance` hears of entries that are stored."""

    def __init__(
        self,
        runs: Runs | SingleRun,
        refusals: Refusals,
        transactions: Transactions,
        project_id: str,
        report: ImportReport,
        advance: Callable[[int], None],
    ) -> None:
        self._runs = runs
        self._refusals = refusals
        self._transactions = transactions
        self._project_id = project_id
        self._report = report
        self._advance = advance
        self._batches: list[Batch] = []
        self._lines = 0

    async def store(self) -> None:
        """Stores all; each transaction that is committed is in the report. Raises Stopped when strict."""
        for kind in KINDS:
            for live_mode in (False, True):
                await self._store_kind(kind, live_mode)
        for live_mode in (False, True):
            await self._stand_in_for_payments(live_mode)

    def read(self) -> None:
        """Reads what `store_at_once` stores: it takes long, and needs no database."""
        for kind in KINDS:
            for live_mode in (False, True):
                for waiting in self._split((kind.name, live_mode)):
                    self._batches.append(Batch(kind, live_mode, [each.arrived for each in waiting]))
                    self._lines += sum(len(each.lines) for each in waiting)

    async def store_at_once(self, meanwhile: Meanwhile) -> None:
        """Stores what was read in one transaction; if the database refuses something, in batches.

        While it lasts others may wait. `meanwhile` is begun before the commit.
        """
        batches, self._batches = self._batches, []
        part = ImportReport(strict=self._report.strict)
        try:
            async with self._transactions() as connection:
                await store_in_one_transaction(connection, self._project_id, batches, self._refusals, part)
                batches.clear()
                meanwhile()
        except Stopped:
            self._report.add(part)
            raise
        except DBAPIError as error:
            if not _is_about_values(error):
                raise
            await self.store()
            return
        self._report.add(part)
        self._advance(self._lines)

    async def _stand_in_for_payments(self, live_mode: bool) -> None:
        """Last of all: most payments come with their charges."""
        for batch in self._split(("charge", live_mode)):
            try:
                await self._stand_in(live_mode, batch)
            except IntegrityError:
                # Another import was first.
                await self._stand_in(live_mode, batch)

    async def _stand_in(self, live_mode: bool, batch: list[_Waiting]) -> None:
        async with self._transactions() as connection:
            target = Target(connection, self._project_id, live_mode)
            await add_payment_stubs(target, [each.arrived for each in batch], self._report)
            await target.touched.update_derived()

    async def _store_kind(self, kind: Kind, live_mode: bool) -> None:
        # By id, so that two imports at once take their locks in the same order.
        batches = self._split((kind.name, live_mode))

        async def read() -> list[_Waiting] | None:
            return next(batches, None)

        async with Prefetch(read) as ahead:
            while batch := await ahead.take():
                await self._store_batch(kind, live_mode, batch, ahead.begin)
                self._advance(sum(len(each.lines) for each in batch))

    def _split(self, scope: Scope) -> Iterator[list[_Waiting]]:
        most = _MAX_CUSTOMERS if scope[0] == "customer" else _MAX_RECORDS
        batch: list[_Waiting] = []
        rows = 0
        for entries in self._runs.read(scope):
            arrived = fold_entries([entry for _, entry in entries])
            batch.append(_Waiting(arrived, [line for line, _ in entries]))
            rows += 1 + sum([len(children) for record in arrived.records for children in record.children.values()])
            if len(batch) >= most or rows >= _MAX_ROWS:
                yield batch
                batch, rows = [], 0
        if batch:
            yield batch

    async def _store_batch(
        self, kind: Kind, live_mode: bool, batch: list[_Waiting], meanwhile: Meanwhile, *, again: bool = False
    ) -> None:
        """Stores all at once; if the database refuses something, one by one. `meanwhile` is begun before a commit.

        Where another import has just inserted what was not there, all is compared with that `again`.
        """
        try:
            await self._store_together(kind, live_mode, [each.arrived for each in batch], meanwhile)
        except DBAPIError as error:
            if not _is_about_values(error):
                raise
            if isinstance(error, IntegrityError) and not again:
                fresh = [_Waiting(decode_arrived(lines), lines) for _, lines in batch]
                await self._store_batch(kind, live_mode, fresh, meanwhile, again=True)
                return
            if len(batch) == 1:
                self._report.refuse(batch[0].arrived.place, "was refused by the database")
                return
            for _, lines in batch:
                await self._store_batch(kind, live_mode, [_Waiting(decode_arrived(lines), lines)], meanwhile)

    async def _store_together(self, kind: Kind, live_mode: bool, batch: list[Arrived], meanwhile: Meanwhile) -> None:
        part = ImportReport(strict=self._report.strict)
        try:
            async with self._transactions() as connection:
                await dialect_of(connection).begin_bulk_load(connection)
                target = Target(connection, self._project_id, live_mode)
                await store_batch(target, kind, batch, self._refusals, part)
                await target.touched.update_derived()
                meanwhile()
        except Stopped:
            self._report.add(part)
            raise
        self._report.add(part)


def _is_about_values(error: DBAPIError) -> bool:
    """Whether the error is about the values, and not about the connection, the disk or a lock."""
    return not isinstance(error, OperationalError | InterfaceError) and not error.connection_invalidated
