"""Fills what is kept for rows that were stored past what keeps it, each table by its one definition."""

from collections import defaultdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.billing.customer import Customer
from models.billing.payment_method import PaymentMethod
from models.ownership import table_of
from models.scoped import SCOPE
from resolvers.scopes import number_parameter
from resolvers.summaries.folding import fold_counts
from resolvers.summaries.keeping import Keeping
from resolvers.summaries.kept_cards import keep_cards
from resolvers.summaries.kept_counts import add_changes
from resolvers.summaries.kept_facets import COLUMNS, FACETS, compute
from resolvers.summaries.sums import ALL_SUMS
from resolvers.summaries.sums import compute as compute_sums
from resolvers.summaries.verifying_counts import count_uncounted
from storage.database import Database
from tests.factories.scopes import NOW


async def fill_kept(database: Database) -> None:
    """Sums first: facets follow from them. Nothing may be kept yet."""
    async with database.engine.begin() as connection:
        for sums in ALL_SUMS:
            rows = compute_sums(sums, sums.facts.alias("facts"), database.dialect)
            await connection.execute(insert(sums.table).from_select([column.name for column in sums.table.c], rows))
        await _fill_cards(connection)
        await _fill_facets(connection)


async def _fill_cards(connection: AsyncConnection) -> None:
    owner = table_of(PaymentMethod).c
    wanted = select(owner.project_id, owner.live_mode, owner.customer_id).distinct()
    holders: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for project_id, live_mode, customer_id in await connection.execute(wanted):
        holders[project_id, live_mode].append(customer_id)
    for (project_id, live_mode), ids in holders.items():
        await keep_cards(Keeping(connection, project_id, live_mode, NOW), ids)


async def _fill_facets(connection: AsyncConnection) -> None:
    customer = table_of(Customer).alias("customer")
    scope: list[Any] = [customer.c[name] for name in SCOPE]
    computed = compute(customer, number_parameter("now")).add_columns(*scope)
    await connection.execute(insert(FACETS).from_select([*COLUMNS, *SCOPE], computed), {"now": NOW})
    for project_id, live_mode in (await connection.execute(select(*scope).distinct())).all():
        await count_customers(Keeping(connection, project_id, live_mode, NOW))


async def count_customers(keeping: Keeping) -> None:
    """By their facets, which are stored already."""
    await add_changes(keeping, await count_uncounted(keeping))
    while await fold_counts(keeping.connection, keeping.project_id, keeping.live_mode):
        pass
