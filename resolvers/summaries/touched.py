"""What a transaction writes that kept figures follow from: noted before each write, and asked for at its end."""

from collections import defaultdict
from collections.abc import Iterable, Set

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.tables import METADATA
from models.values.instant import Instant
from resolvers.summaries.holders import NAMED, find_holders
from resolvers.summaries.kept_entries import KeptEntries
from resolvers.summaries.kept_facets import Keeping, keep_facets
from resolvers.summaries.kept_sums import KeptSums
from storage.dialects import dialect_of

_CUSTOMER = METADATA.tables["customer"]
# Rows that name their customer, and may come to name another one.
_OF_CUSTOMER = frozenset(
    METADATA.tables[name] for name in ("subscription", "subscription_schedule", "invoice", "invoice_item", "dispute")
)
NOTED = _OF_CUSTOMER | NAMED | {_CUSTOMER}
FACETS_FOLLOW = frozenset((_CUSTOMER, *(METADATA.tables[name] for name in ("subscription", "invoice", "dispute"))))
"""What facets follow from, besides sums."""


class Touched:
    """What one transaction writes in one project and mode: it keeps sums, the search and facets, these by `now`.

    It knows whose figures may change.
    """

    def __init__(self, connection: AsyncConnection, project_id: str, live_mode: bool, now: Instant) -> None:
        self._connection = connection
        self._keeping = Keeping(connection, project_id, live_mode, now)
        self._scope = {"project_id": project_id, "live_mode": live_mode}
        self._sums = KeptSums(connection, project_id, live_mode)
        self._entries = KeptEntries(connection, project_id, live_mode)
        self._ids: dict[Table, set[str]] = defaultdict(set)
        self._before: dict[Table, set[str]] = defaultdict(set)

    async def note(self, table: Table, ids: Iterable[str]) -> None:
        """Before rows with these ids are written or removed; a table that no figure follows from changes nothing.

        Items of subscriptions are written with their subscription, or because their plan has changed.
        """
        ids = set(ids)
        await self._sums.note(table, ids)
        await self._entries.note(table, ids)
        if table not in NOTED:
            return
        new = ids - self._ids[table]
        self._ids[table] |= new
        if table in _OF_CUSTOMER:
            self._before[table] |= await self._find_customers(table, new)

    async def keep(self) -> None:
        """After the writes: brings what is kept up to them."""
        await self._sums.keep()
        await self._entries.keep()
        await keep_facets(self._keeping, await self.customers(FACETS_FOLLOW))

    def is_new(self, table: Table, identifier: str) -> bool:
        """Whether a noted row that is kept count of was not there: it must be inserted, to fail if someone else has."""
        return self._sums.is_new(table, identifier) or self._entries.is_new(table, identifier)

    async def customers(self, tables: Set[Table] = NOTED) -> set[str]:
        """After the writes: the ids of all customers whose figures may have changed, also of those who are new.

        Only by what was written in these tables.
        """
        found = set(self._ids[_CUSTOMER])
        for table in _OF_CUSTOMER & tables:
            found |= self._before[table] | await self._find_customers(table, self._ids[table])
        held = {table: self._ids[table] for table in NAMED & tables}
        return found | await find_holders(self._connection, self._scope, held)

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
