"""Customers by their ids, for lists: being listed is not logged as a read in the access log."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, select

from models.billing.customer import Customer
from models.hydration import hydrate
from models.scoped import column_names
from resolvers.batches import Columns
from resolvers.read_columns import columns_to_read
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statement import Row
from storage.statements import among


async def load_customers_by_id(reads: Reads, ids: Sequence[str]) -> list[Customer]:
    """These customers in the order of their ids; missing ones are left out."""
    return hydrate(Customer, await read_customers_by_id(reads.fetch, tuple(column_names(Customer)), ids))


async def read_customers_by_id(fetch: Callable[..., Any], columns: Columns, ids: Sequence[str]) -> list[Row]:
    """Their rows with these columns, read by `fetch`."""
    if not ids:
        return []
    rows = {row[0]: row[1:] for row in await fetch(_customers, columns, ids=ids)}
    return [rows[each] for each in ids if each in rows]


def _customers(scope: Scope, columns: Columns) -> Select[Any]:
    table = scope.table(Customer, "customer")
    read = (table.c.id.label("found_id"), *columns_to_read(Customer, table, columns))
    return select(*read).where(scope.bounds(table), among(table.c.id, "ids", scope.dialect))
