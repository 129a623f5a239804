"""The target of an import: a connection in a transaction, a project and a mode."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from intake.shapes.translated import Row

# Both databases take some 32,000 parameters a statement.
_MAX_PARAMETERS = 10_000


@dataclass(frozen=True, slots=True)
class Target:
    """Every statement of an import is made with one, and so stays in its project and mode."""

    connection: AsyncConnection
    project_id: str
    live_mode: bool

    @property
    def scope(self) -> Row:
        """The columns that every row begins with."""
        return {"project_id": self.project_id, "live_mode": self.live_mode}

    def covers(self, table: Table, column: str, values: Iterable[str]) -> ColumnElement[bool]:
        """The table's rows of this project and mode that have one of the values."""
        return and_(
            table.c.project_id == self.project_id,
            table.c.live_mode == self.live_mode,
            table.c[column].in_(sorted(values)),
        )

    async def fetch_by_id(self, table: Table, ids: Iterable[str], *columns: str, lock: bool = False) -> dict[str, Any]:
        """Rows with these columns by id; `lock` keeps other writers off them until the transaction ends."""
        wanted = select(table.c.id, *(table.c[column] for column in columns))
        if lock:
            wanted = wanted.order_by(table.c.id).with_for_update(key_share=True)
        found: dict[str, Any] = {}
        for some in _in_chunks(sorted(ids)):
            rows = await self.connection.execute(wanted.where(self.covers(table, "id", some)))
            found |= {row.id: row for row in rows}
        return found


def _in_chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _MAX_PARAMETERS):
        yield ids[start : start + _MAX_PARAMETERS]
