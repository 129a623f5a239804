"""Everything gathered, kind after kind, stored in batches."""

from collections.abc import Awaitable, Callable, Iterator

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from intake.gathering import Gathering, Scope
from intake.record import Record
from intake.report import ImportReport, Stopped
from intake.storing.batch import store_batch
from intake.storing.kinds import KINDS, LINK, Kind
from intake.storing.links import store_links
from intake.storing.target import Target
from intake.storing.transactions import Transactions
from storage.dialects import dialect_of

# On SQLite a transaction keeps other writers waiting.
_MAX_RECORDS = 1_000
_MAX_ROWS = 5_000

_StoreBatch = Callable[[Target, list[Record], ImportReport], Awaitable[None]]


class Storage:
    """The second pass over what was gathered, into one project."""

    def __init__(
        self,
        gathering: Gathering,
        transactions: Transactions,
        project_id: str,
        report: ImportReport,
        advance: Callable[[int], None],
    ) -> None:
        self._gathering = gathering
        self._transactions = transactions
        self._project_id = project_id
        self._report = report
        self._advance = advance

    async def store(self) -> None:
        """Stores all; each transaction that is committed is in the report. Raises Stopped when strict."""
        for kind in KINDS:
            for live_mode in (False, True):
                await self._store_kind(kind.name, live_mode, self._rows_storer(kind))
        for live_mode in (False, True):
            await self._store_kind(LINK, live_mode, self._links_storer())

    def _rows_storer(self, kind: Kind) -> _StoreBatch:
        async def store(target: Target, records: list[Record], report: ImportReport) -> None:
            await store_batch(target, kind, records, self._gathering.refusals, report)

        return store

    def _links_storer(self) -> _StoreBatch:
        linked: set[str] = set()

        async def store(target: Target, records: list[Record], report: ImportReport) -> None:
            await store_links(target, records, self._gathering.refusals, report, linked)

        return store

    async def _store_kind(self, name: str, live_mode: bool, store: _StoreBatch) -> None:
        # By id, so that two imports at once take their locks in the same order.
        offsets = sorted(self._gathering.list_offsets(name, live_mode).items())
        scope = (name, live_mode)
        for batch in self._split(scope, [offset for _, offset in offsets]):
            await self._store_batch(scope, batch, store)
            self._advance(len(batch))

    def _split(self, scope: Scope, offsets: list[int]) -> Iterator[list[Record]]:
        batch: list[Record] = []
        rows = 0
        for offset in offsets:
            record = self._gathering.read(scope, offset)
            batch.append(record)
            rows += 1 + sum(map(len, record.children.values()))
            if len(batch) >= _MAX_RECORDS or rows >= _MAX_ROWS:
                yield batch
                batch, rows = [], 0
        if batch:
            yield batch

    async def _store_batch(self, scope: Scope, batch: list[Record], store: _StoreBatch) -> None:
        """All at once; where the database refuses something, one by one."""
        offsets = [record.offset for record in batch]
        try:
            await self._store_together(scope, batch, store)
        except DBAPIError as error:
            if not _is_about_values(error):
                raise
            if len(batch) == 1:
                self._report.refuse(batch[0].place, "was refused by the database")
                return
            for offset in offsets:
                await self._store_batch(scope, [self._gathering.read(scope, offset)], store)

    async def _store_together(self, scope: Scope, batch: list[Record], store: _StoreBatch) -> None:
        part = ImportReport(strict=self._report.strict)
        try:
            async with self._transactions() as connection:
                await dialect_of(connection).begin_bulk_load(connection)
                await store(Target(connection, self._project_id, scope[1]), batch, part)
        except Stopped:
            self._report.add(part)
            raise
        self._report.add(part)


def _is_about_values(error: DBAPIError) -> bool:
    """Whether what was written is at fault, and not the connection, the disk or a lock."""
    return not isinstance(error, OperationalError | InterfaceError) and not error.connection_invalidated
