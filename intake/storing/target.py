"""The target of an import: a connection in a transaction, a project and a mode."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from intake.shapes.translated import Row
from models.values.instant import Instant, system_clock
from resolvers.summaries.touched import Touched
from storage.dialect import Dialect
from storage.dialects import dialect_of


@dataclass(frozen=True)
class Target:
    """Every statement of an import is made with one, and so stays in its project and mode."""

    connection: AsyncConnection
    project_id: str
    live_mode: bool
    now: Instant = field(default_factory=system_clock)

    @property
    def dialect(self) -> Dialect:
        """The database's."""
        return dialect_of(self.connection)

    @cached_property
    def touched(self) -> Touched:
        """What is written: whoever writes rows notes them there before."""
        return Touched(self.connection, self.project_id, self.live_mode, self.now)

    @property
    def scope(self) -> Row:
        """The columns that every row begins with."""
        return {"project_id": self.project_id, "live_mode": self.live_mode}

    def covers(self, table: Table, column: str, values: Iterable[str]) -> ColumnElement[bool]:
        """The table's rows of this project and mode that have one of the values, which are one parameter."""
        listed = self.dialect.elements_of(f"{table.name}_{column}s", sorted(values))
        return and_(
            table.c.project_id == self.project_id,
            table.c.live_mode == self.live_mode,
            table.c[column].in_(select(listed.c.value)),
        )

    async def fetch_by_id(self, table: Table, ids: Iterable[str], *columns: str, lock: bool = False) -> dict[str, Any]:
        """Rows with these columns by id; `lock` keeps other writers off them until the transaction ends."""
        wanted = select(table.c.id, *(table.c[column] for column in columns))
        if lock:
            wanted = wanted.order_by(table.c.id).with_for_update(key_share=True)
        ids = set(ids)
        if not ids:
            return {}
        rows = await self.connection.execute(wanted.where(self.covers(table, "id", ids)))
        return {row[0]: row for row in rows.all()}

    async def fetch_grouped(
        self, table: Table, column: str, values: Iterable[str], *columns: str
    ) -> defaultdict[str, list[Any]]:
        """Rows whose `column` has one of the values, grouped by it; with all columns where none are named."""
        wanted = select(*(table.c[name] for name in (column, *columns))) if columns else select(table)
        found: defaultdict[str, list[Any]] = defaultdict(list)
        rows = await self.connection.execute(wanted.where(self.covers(table, column, values)))
        for row in rows.all():
            found[getattr(row, column)].append(row)
        return found
