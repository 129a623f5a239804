"""A transaction of one project and mode, in which derived rows are updated."""

from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from models.values.instant import Instant
from resolvers.compiled_reads import Build, prepare_read
from storage.dialects import dialect_of
from storage.statement import Row


class ScopedTransaction(NamedTuple):
    """An open transaction, and the moment for which derived rows are computed."""

    connection: AsyncConnection
    project_id: str
    live_mode: bool
    now: Instant

    @property
    def scope(self) -> dict[str, Any]:
        """The columns that every row begins with."""
        return {"project_id": self.project_id, "live_mode": self.live_mode}

    async def fetch(self, build: Build, *shape: Any, **values: Any) -> list[Row]:
        """The decoded rows of `build(scope, *shape)`, as they are in the transaction at its moment or another `now`."""
        statement = prepare_read(build, dialect_of(self.connection), False, shape, True).compile()
        bound = statement.bind({**self.scope, "only_customer_id": None, "now": self.now, **values})
        return statement.decode(await self.connection.exec_driver_sql(statement.sql, tuple(bound)))
