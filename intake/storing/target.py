"""The target of an import: a connection in a transaction, a project and a mode."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from intake.shapes.translated import Row
from models.scoped import SCOPE
from models.values.instant import Instant, system_clock
from resolvers.summaries.touched import Touched
from storage.dialect import Dialect
from storage.dialects import dialect_of
from storage.statements import among


@dataclass(frozen=True)
class Target:
    """Every statement of an import is made with one, and so stays in its project and mode."""

    connection: AsyncConnection
    project_id: str
    live_mode: bool
    now: Instant = field(default_factory=system_clock)

    @cached_property
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
        ids = set(ids)
        return {row[0]: row for row in await self._fetch(table, "id", ids, columns, lock=lock)} if ids else {}

    async def fetch_grouped(
        self, table: Table, column: str, values: Iterable[str], *columns: str
    ) -> defaultdict[str, list[Any]]:
        """Rows whose `column` has one of the values, grouped by it; with all columns where none are named."""
        found: defaultdict[str, list[Any]] = defaultdict(list)
        for row in await self._fetch(table, column, values, columns or tuple(table.c.keys())):
            found[row[0]].append(row)
        return found

    async def _fetch(
        self, table: Table, column: str, values: Iterable[str], columns: tuple[str, ...], *, lock: bool = False
    ) -> Sequence[Any]:
        listed = self.dialect.encode_list(sorted(values))
        statement = _select(table, column, columns, self.dialect, lock=lock)
        rows: Sequence[Any] = (await self.connection.execute(statement, {**self.scope, "listed": listed})).all()
        return rows


@cache
def _select(table: Table, column: str, columns: tuple[str, ...], dialect: Dialect, *, lock: bool) -> Select[Any]:
    """The rows that have one of the values bound as `listed`: first the column itself, then the others."""
    wanted = select(table.c[column], *(table.c[name] for name in columns if name != column))
    wanted = wanted.where(*(table.c[name] == bindparam(name) for name in SCOPE))
    wanted = wanted.where(among(table.c[column], "listed", dialect))
    return wanted.order_by(table.c[column]).with_for_update(key_share=True) if lock else wanted
