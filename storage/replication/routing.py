"""Which server answers a read: the replica, as long as it has what was written lately, else the primary."""

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping
from typing import Any

from storage.dialect import Dialect
from storage.reader import Result
from storage.replication.replica import Fetch, Replica, ReplicaFailed
from storage.replication.written_positions import NOTHING_WRITTEN, UNKNOWN, WrittenPositions
from storage.statement import Row, Statement
from storage.unavailable import DatabaseUnavailable


class ReplicaRouting:
    """A replica, and the position that it must have reached; `written` asks the primary for the end of its log."""

    def __init__(self, replica: Replica, written_positions: WrittenPositions, written: Statement) -> None:
        self.replica = replica
        self._written_positions = written_positions
        self._written = written

    async def is_current(self, scope: str, on_replica: Fetch) -> bool:
        """Whether the replica answers and has what was written in the scope lately."""
        if not self.replica.answers:
            return False
        wanted = await self._written_positions.find(scope)
        return wanted == NOTHING_WRITTEN or (wanted != UNKNOWN and await self.replica.reaches(wanted, on_replica))

    async def note_write(self, scope: str, on_primary: Fetch) -> None:
        """Remembers that something in the scope was committed on the primary."""
        try:
            [(position,)] = await on_primary(self._written, {})
        except DatabaseUnavailable:
            # It is committed all the same.
            position = UNKNOWN
        await self._written_positions.note(scope, position)


class RoutedReads:
    """The reads of one request in one scope.

    The first one decides where they go, by what was written lately. Once one went to the primary, all later ones do:
    the replica may lack what the primary has shown.
    """

    def __init__(
        self, dialect: Dialect, on_primary: Fetch, on_replica: Fetch, following: ReplicaRouting, scope: str
    ) -> None:
        self.dialect = dialect
        self._on_primary = on_primary
        self._on_replica = on_replica
        self._following = following
        self._scope = scope
        self._deciding = asyncio.Lock()
        self._uses_replica: bool | None = None

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """The decoded rows of one read; raises DatabaseUnavailable."""
        if self._uses_replica is None:
            await self._decide()
        if self._uses_replica:
            try:
                return await self._on_replica(statement, values)
            except ReplicaFailed:
                self._uses_replica = False
        return await self._on_primary(statement, values)

    def share_transaction(self, work: Coroutine[Any, Any, Result]) -> Awaitable[Result]:
        """The result of work that reads here."""
        return work

    async def note_write(self) -> None:
        """After a commit in the scope: what follows is read from the primary, and other requests wait for it."""
        self._uses_replica = False
        await self._following.note_write(self._scope, self._on_primary)

    async def _decide(self) -> None:
        async with self._deciding:
            if self._uses_replica is not None:
                return
            is_current = await self._following.is_current(self._scope, self._on_replica)
            # A write meanwhile has decided.
            if self._uses_replica is None:
                self._uses_replica = is_current
