"""The dataloaders of one request."""

from collections import defaultdict
from typing import Any

import aiosqlite
import orjson
from aiodataloader import DataLoader

from benchmarks.peers.statements import read_statement

Row = dict[str, Any]
STATEMENTS = {
    name: read_statement("sqlite", name)
    for name in ("customer", "customers", "payment_intents", "subscriptions", "invoices", "plans")
}


class Reads:
    """What one request reads, of one project's live data."""

    def __init__(self, connection: aiosqlite.Connection, project: str) -> None:
        self._connection = connection
        self._project = project
        self._pages: dict[tuple[Any, ...], DataLoader[str, list[Row]]] = {}
        self.plans: DataLoader[str, Row] = DataLoader(self._load_plans)

    async def fetch(self, name: str, **values: Any) -> list[Row]:
        """The rows of a statement."""
        rows = await self._connection.execute_fetchall(STATEMENTS[name], {"project": self._project, **values})
        return [dict(row) for row in rows]

    def page(self, name: str, **values: Any) -> DataLoader[str, list[Row]]:
        """The loader of a list with these arguments, keyed by the customer."""

        async def load(customer_ids: list[str]) -> list[list[Row]]:
            found = defaultdict(list)
            for row in await self.fetch(name, ids=orjson.dumps(customer_ids).decode(), **values):
                found[row["customer_id"]].append(row)
            return [found[customer_id] for customer_id in customer_ids]

        return self._pages.setdefault((name, *values.items()), DataLoader(load))

    async def _load_plans(self, subscription_ids: list[str]) -> list[Row]:
        rows = await self.fetch("plans", ids=orjson.dumps(subscription_ids).decode())
        found = {row["subscription_id"]: row for row in rows}
        return [found[subscription_id] for subscription_id in subscription_ids]
