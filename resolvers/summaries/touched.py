"""What a transaction writes that derived rows are computed from: noted before each write, used at its end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.tables import METADATA
from models.values.instant import Instant
from resolvers.summaries.entry_sources import ALL
from resolvers.summaries.entry_updates import EntryUpdates
from resolvers.summaries.facet_updates import update_facets
from resolvers.summaries.outdated_figures import invalidate_figures
from resolvers.summaries.plan_customers import fetch_plan_terms, find_plan_customers
from resolvers.summaries.referring_customers import NAMED, find_referring_customers
from resolvers.summaries.scoped_transaction import ScopedTransaction
from resolvers.summaries.sum_updates import FACTS, SumUpdates
from storage.dialects import dialect_of
from storage.statement import Row

_CUSTOMER, _SUBSCRIPTION, _SCHEDULE, _INVOICE, _PENDING, _METHOD, _PLAN = (
    METADATA.tables[name]
    for name in (
        "customer",
        "subscription",
        "subscription_schedule",
        "invoice",
        "invoice_item",
        "payment_method",
        "plan",
    )
)
# Rows that name their customer, and may come to name another one.
_OF_CUSTOMER = frozenset((_SUBSCRIPTION, _SCHEDULE, _INVOICE, _PENDING, _METHOD))
NOTED = _OF_CUSTOMER | NAMED | {_CUSTOMER}
_FOLLOWED = NOTED | FACTS | ALL.keys()
FACETS_FOLLOW = frozenset((_CUSTOMER, _SUBSCRIPTION, _INVOICE))
"""What facets follow from, besides sums and cards."""
CARDS_FOLLOW = frozenset((_CUSTOMER, _SUBSCRIPTION, _SCHEDULE, _PENDING, _METHOD))
"""What it follows from whether a card ends before the next charge, besides when plans are charged."""


class Touched:
    """Tracks what one transaction writes in one project and mode, and updates the rows derived from it, as of `now`."""

    def __init__(self, connection: AsyncConnection, project_id: str, live_mode: bool, now: Instant) -> None:
        self._connection = connection
        self._transaction = ScopedTransaction(connection, project_id, live_mode, now)
        self._scope = {"project_id": project_id, "live_mode": live_mode}
        self._sums = SumUpdates(connection, project_id, live_mode)
        self._entries = EntryUpdates(connection, project_id, live_mode)
        self._ids: dict[Table, set[str]] = defaultdict(set)
        self._before: dict[Table, set[str]] = defaultdict(set)
        self._plans: dict[str, Row] = {}

    @staticmethod
    def follows(table: Table) -> bool:
        """Whether anything is derived from the table: rows of others need not be noted."""
        return table in _FOLLOWED

    async def note(self, table: Table, ids: Iterable[str]) -> None:
        """Before rows with these ids are written or removed; a table that nothing is derived from is ignored.

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
        elif table is _PLAN:
            self._plans |= await fetch_plan_terms(self._connection, self._scope, new)

    async def update_derived(self) -> None:
        """After the writes: updates sums, search entries and facets, and invalidates figures."""
        changed = await self._sums.write()
        await self._entries.write()
        of_rows = await self._find_by_table()
        charged = _all_of(of_rows, CARDS_FOLLOW) | await self._find_plan_customers()
        await update_facets(self._transaction, changed.disputed | _all_of(of_rows, FACETS_FOLLOW), charged)
        held = await self._find_referring()
        await invalidate_figures(self._transaction, changed.customers | _all_of(of_rows, of_rows.keys()) | held)

    def list_new(self, table: Table, ids: Iterable[str]) -> set[str]:
        """The noted rows of these that are kept count of and were not there.

        They must be inserted, to fail if someone else has.
        """
        return self._sums.list_new(table, ids) | self._entries.list_new(table, ids)

    async def customers(self) -> set[str]:
        """After the writes: the ids of all customers whose rows, or what these name, were written; of new ones too."""
        of_rows = await self._find_by_table()
        return _all_of(of_rows, of_rows.keys()) | await self._find_referring()

    async def _find_by_table(self) -> dict[Table, set[str]]:
        """The customers of the noted rows, before the writes and after them."""
        found = {_CUSTOMER: set(self._ids[_CUSTOMER])}
        for table in _OF_CUSTOMER:
            found[table] = self._before[table] | await self._find_customers(table, self._ids[table])
        return found

    async def _find_referring(self) -> set[str]:
        held = {table: self._ids[table] for table in NAMED}
        return await find_referring_customers(self._connection, self._scope, held)

    async def _find_plan_customers(self) -> set[str]:
        """Who has a plan that is charged at other moments than before."""
        terms = await fetch_plan_terms(self._connection, self._scope, set(self._plans))
        changed = {plan for plan, row in terms.items() if row != self._plans[plan]}
        return await find_plan_customers(self._connection, self._scope, changed)

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


def _all_of(customers: Mapping[Table, Set[str]], tables: Iterable[Table]) -> set[str]:
    return {each for table in tables for each in customers.get(table, ())}
