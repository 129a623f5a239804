"""Connections through a pooler that lends one for one transaction, such as PgBouncer."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from storage.postgresql.connections import Connections
from storage.statement import Row, Statement

# A statement that was prepared on one connection of the server is not there on the next.
NOTHING_PREPARED: Mapping[str, Any] = {"statement_cache_size": 0}


class PooledConnections(Connections):
    """Each read is a transaction of its own, so that what is set for it ends with it."""

    @property
    def options(self) -> Mapping[str, Any]:
        return NOTHING_PREPARED

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        async with self.snapshot(self.seconds) as fetch:
            return await fetch(statement, values)

    async def prepare(self, connection: asyncpg.Connection, seconds: float | None) -> None:
        settings = self.settings_for(seconds)
        await connection.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in settings.items()))
