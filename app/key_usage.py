"""When each key was last used: noted in memory, written in batches, never in a request's way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy import bindparam, or_, update
from sqlmodel import col

from models.api_key import ApiKey
from models.database import Database
from models.instant import Instant

STOP_SECONDS = 5

_UPDATE = (
    update(ApiKey.__table__)  # type: ignore[attr-defined]
    .where(
        col(ApiKey.id) == bindparam("key_id"),
        or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) < bindparam("used_at")),
    )
    .values(last_used_at=bindparam("used_at"))
)

log = structlog.stdlib.get_logger(__name__)


class KeyUsage:
    """Takes notes at once; `running` writes them every `interval` seconds and a last time at its end."""

    def __init__(self, database: Database, interval: float) -> None:
        self._database = database
        self._interval = interval
        self._pending: dict[str, Instant] = {}

    def note(self, key_id: str, at: Instant) -> None:
        """Remembers a use until the next flush."""
        self._pending[key_id] = at

    async def flush(self) -> None:
        """Writes what was noted in one transaction; on a failure it is kept for the next time."""
        pending, self._pending = self._pending, {}
        if not pending:
            return
        # In one order everywhere: two processes that update the same keys must not wait for each other.
        rows = [{"key_id": key_id, "used_at": at} for key_id, at in sorted(pending.items())]
        try:
            async with self._database.engine.begin() as connection:
                await connection.execute(_UPDATE, rows)
        except BaseException as error:
            self._pending = pending | self._pending
            if not isinstance(error, Exception):
                raise
            log.warning("key usage not written", error=type(error).__name__, keys=len(pending))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Flushes in the background for as long as the context lasts."""
        task = asyncio.create_task(self._flush_regularly())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await self.flush()

    async def _flush_regularly(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            await self.flush()
