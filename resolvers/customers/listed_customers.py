"""Customers of a list by their ids. To be listed is no reading: the access log does not hear of them."""

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


async def load_listed(reads: Reads, ids: Sequence[str]) -> list[Customer]:
    """These customers in their order, but for those who are not there."""
    return hydrate(Customer, await read_listed(reads.fetch, tuple(column_names(Customer)), ids))


async def read_listed(fetch: Callable[..., Any], columns: Columns, ids: Sequence[str]) -> list[Row]:
    """The same as rows with these columns, read by `fetch`."""
    if not ids:
        return []
    rows = {row[0]: row[1:] for row in await fetch(_customers, columns, ids=ids)}
    return [rows[each] for each in ids if each in rows]


def _customers(scope: Scope, columns: Columns) -> Select[Any]:
    table = scope.table(Customer, "customer")
    read = (table.c.id.label("found_id"), *columns_to_read(Customer, table, columns))
    return select(*read).where(scope.bounds(table), among(table.c.id, "ids", scope.dialect))
