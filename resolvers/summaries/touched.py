"""What a transaction writes that kept figures follow from: noted before each write, and asked for at its end."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.tables import METADATA
from resolvers.summaries.holders import NAMED, find_holders
from resolvers.summaries.kept_sums import KeptSums
from storage.dialects import dialect_of

_CUSTOMER = METADATA.tables["customer"]
# Rows that name their customer, and may come to name another one.
_OF_CUSTOMER = frozenset(
    METADATA.tables[name] for name in ("subscription", "subscription_schedule", "invoice", "invoice_item")
)
_NOTED = _OF_CUSTOMER | NAMED | {_CUSTOMER}


class Touched:
    """What one transaction writes in one project and mode: it keeps the sums, and knows whose figures may change."""

    def __init__(self, connection: AsyncConnection, project_id: str, live_mode: bool) -> None:
        self._connection = connection
        self._scope = {"project_id": project_id, "live_mode": live_mode}
        self.sums = KeptSums(connection, project_id, live_mode)
        self._ids: dict[Table, set[str]] = defaultdict(set)
        self._before: set[str] = set()

    async def note(self, table: Table, ids: Iterable[str]) -> None:
        """Before rows with these ids are written or removed; a table that no figure follows from changes nothing.

        Items of subscriptions are written with their subscription, or because their plan has changed.
        """
        ids = set(ids)
        await self.sums.note(table, ids)
        if table not in _NOTED:
            return
        new = ids - self._ids[table]
        self._ids[table] |= new
        if table in _OF_CUSTOMER:
            self._before |= await self._find_customers(table, new)

    async def keep(self) -> None:
        """After the writes: brings what is kept up to them."""
        await self.sums.keep()

    async def customers(self) -> set[str]:
        """After the writes: the ids of all customers whose figures may have changed, also of those who are new."""
        after = [await self._find_customers(table, self._ids[table]) for table in _OF_CUSTOMER]
        held = await find_holders(self._connection, self._scope, {table: self._ids[table] for table in NAMED})
        return self._before.union(self._ids[_CUSTOMER], held, *after)

    async def _find_customers(self, table: Table, ids: set[str]) -> set[str]:
        if not ids:
            return set()
        listed = dialect_of(self._connection).elements_of("ids", sorted(ids))
        wanted = (
            select(table.c.customer_id)
            .where(*(table.c[name] == value for name, value in self._scope.items()))
            .where(table.c.id.in_(select(listed.c.value)), table.c.customer_id.is_not(None))
            .distinct()
        )
        return set((await self._connection.execute(wanted)).scalars())
