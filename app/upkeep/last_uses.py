"""When a credential was last used: noted in memory, written in batches, never in a request's way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import ClassVar

import structlog
from sqlalchemy import Update

from app.upkeep.background import in_background
from models.values.instant import Instant
from storage.database import Database

STOP_SECONDS = 5

log = structlog.stdlib.get_logger(__name__)


class LastUses:
    """Takes notes at once; `running` writes them every `interval` seconds and a last time at its end.

    A subclass says the `statement` that writes one, of the parameters `credential_id` and `used_at`.
    """

    statement: ClassVar[Update]

    def __init__(self, database: Database, interval: float) -> None:
        self._database = database
        self._interval = interval
        self._pending: dict[str, Instant] = {}

    def note(self, credential_id: str, at: Instant) -> None:
        """Remembers a use until the next flush."""
        self._pending[credential_id] = at

    async def flush(self) -> None:
        """Writes what was noted in one transaction; on a failure it is kept for the next time."""
        pending, self._pending = self._pending, {}
        if not pending:
            return
        # In one order everywhere: two processes that update the same rows must not wait for each other.
        rows = [{"credential_id": credential_id, "used_at": at} for credential_id, at in sorted(pending.items())]
        try:
            async with self._database.engine.begin() as connection:
                await connection.execute(self.statement, rows)
        except BaseException as error:
            self._pending = pending | self._pending
            if not isinstance(error, Exception):
                raise
            log.warning("last uses not written", error=type(error).__name__, count=len(pending))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Flushes in the background for as long as the context lasts."""
        try:
            async with in_background(self._flush_regularly()):
                yield
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await self.flush()

    async def _flush_regularly(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            await self.flush()
