"""Runs the statements that are built from a scope, for one viewer."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from sqlmodel import SQLModel

from models.access.viewer import Viewer
from models.values.instant import Instant
from resolvers.compiled_reads import Build, PreparedRead, prepare_read
from storage.concurrency.turns import in_turns
from storage.database import Database, Snapshot
from storage.decoding import row_decoder
from storage.statement import Row, Statement

Item = TypeVar("Item")
Result = TypeVar("Result")
# Called with a model and the ids of its rows that were read by id.
RecordReads = Callable[[type[SQLModel], Sequence[str]], None]

_AS_STORED = row_decoder([])


class Fetches(Protocol):
    """What runs statements: for a viewer, or within a transaction."""

    def fetch(self, build: Build, *shape: Any, **values: Any) -> Coroutine[Any, Any, list[Row]]:
        """The decoded rows of `build(scope, *shape)` with `values` bound; `shape` must be hashable."""


class Reads:
    """Runs statements for one viewer, who sees the rows as they are at `now`.

    `record_reads`, if it is set, is called with the rows that were found by id. Each shape of a statement is compiled
    once in a process. All reads go to one server: to the replica, if there is one and it has what was written lately
    in the viewer's project and mode, which is the `write_scope`.
    """

    def __init__(
        self, database: Database | Snapshot, viewer: Viewer, now: Instant, record_reads: RecordReads | None = None
    ) -> None:
        self.write_scope = f"{viewer.project_id}/{viewer.live_mode:d}"
        self._source = database.reads_of(self.write_scope)
        self.viewer = viewer
        self.now = now
        self.record_reads = record_reads
        self.dialect = database.dialect
        self._one_customer = viewer.customer_id is not None
        self._bounds = {
            "project_id": viewer.project_id,
            "live_mode": self.dialect.encode_flag(viewer.live_mode),
            "only_customer_id": viewer.customer_id,
            "now": now,
        }

    async def fetch(self, build: Build, *shape: Any, **values: Any) -> list[Row]:
        """The decoded rows of `build(scope, *shape)` with `values` bound; `shape` must be hashable."""
        prepared = prepare_read(build, self.dialect, self._one_customer, shape, True)
        statement = prepared.compiled or await prepared.compile_soon()
        as_stored = Statement(statement.sql, statement.bind, _AS_STORED)
        rows = await self._source.fetch(as_stored, {**self._bounds, **values})
        return await in_turns(statement.decode, rows)

    def fetch_stored(self, build: Build, *shape: Any, **values: Any) -> Coroutine[Any, Any, list[Row]]:
        """The same rows as they are stored, for callers that decode only the values they need."""
        prepared = prepare_read(build, self.dialect, self._one_customer, shape, False)
        if prepared.compiled is None:
            return self._compile_and_fetch(prepared, {**self._bounds, **values})
        return self._source.fetch(prepared.compiled, {**self._bounds, **values})

    async def _compile_and_fetch(self, prepared: PreparedRead, values: dict[str, Any]) -> list[Row]:
        return await self._source.fetch(await prepared.compile_soon(), values)

    def share_transaction(self, work: Coroutine[Any, Any, Result]) -> Awaitable[Result]:
        """The result of work that reads several times, if possible in one transaction, which is cheaper."""
        return self._source.share_transaction(work)

    async def note_write(self) -> None:
        """After a commit: later reads see it, those of this request and of others."""
        await self._source.note_write()

    async def together(self, read: Callable[[Item], Coroutine[Any, Any, None]], items: Sequence[Item]) -> None:
        """Awaits `read` of each item, concurrently if this database gains by it; the first error stops the others."""
        if not self.dialect.reads_together or len(items) == 1:
            for item in items:
                await read(item)
            return
        task = asyncio.current_task()
        cancelling = task.cancelling() if task else 0
        try:
            async with asyncio.TaskGroup() as group:
                for item in items:
                    group.create_task(read(item))
        except ExceptionGroup as errors:
            # TaskGroup leaves its own cancel() counted in 3.11; undo it, or an outer timeout mistakes it for its own.
            if task and task.cancelling() > cancelling:
                task.uncancel()
            raise errors.exceptions[0] from None
