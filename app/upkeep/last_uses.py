"""When a credential was last used: noted in memory and written in batches, so that no request waits for it."""

from typing import ClassVar

import structlog
from sqlalchemy import Update

from models.values.instant import Instant
from storage.database import Database

log = structlog.stdlib.get_logger(__name__)


class LastUses:
    """Notes uses in memory; `flush` writes them.

    The `statement` of a subclass writes one use; its parameters are `credential_id` and `used_at`.
    """

    statement: ClassVar[Update]

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pending: dict[str, Instant] = {}

    def note(self, credential_id: str, at: Instant) -> None:
        """Remembers a use until the next flush."""
        self._pending[credential_id] = at

    async def flush(self) -> None:
        """Writes the noted uses in one transaction; if it fails, they are written the next time."""
        pending, self._pending = self._pending, {}
        if not pending:
            return
        # Sorted, so that two processes that update the same rows never wait for each other.
        rows = [{"credential_id": credential_id, "used_at": at} for credential_id, at in sorted(pending.items())]
        try:
            async with self._database.engine.begin() as connection:
                await connection.execute(self.statement, rows)
        except BaseException as error:
            self._pending = pending | self._pending
            if not isinstance(error, Exception):
                raise
            log.warning("last uses not written", error=type(error).__name__, count=len(pending))
