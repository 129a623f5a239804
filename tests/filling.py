"""Fills derived tables for rows that were stored directly, each by its one definition."""

from collections import defaultdict
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.billing.customer import Customer
from models.billing.payment_method import PaymentMethod
from models.ownership import table_of
from models.scoped import SCOPE
from resolvers.scopes import number_parameter
from resolvers.summaries.count_updates import add_changes
from resolvers.summaries.ending_card_updates import update_ending_cards
from resolvers.summaries.facet_updates import COLUMNS, FACETS, compute
from resolvers.summaries.folding import fold_counts
from resolvers.summaries.scoped_transaction import ScopedTransaction
from resolvers.summaries.sums import ALL_SUMS
from resolvers.summaries.sums import compute as compute_sums
from resolvers.summaries.verifying_counts import count_uncounted
from storage.database import Database
from tests.factories.scopes import NOW


async def fill_derived(database: Database) -> None:
    """Sums first: facets are computed from them. All derived tables must be empty."""
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
        await update_ending_cards(ScopedTransaction(connection, project_id, live_mode, NOW), ids)


async def _fill_facets(connection: AsyncConnection) -> None:
    customer = table_of(Customer).alias("customer")
    scope: list[Any] = [customer.c[name] for name in SCOPE]
    computed = compute(customer, number_parameter("now")).add_columns(*scope)
    await connection.execute(insert(FACETS).from_select([*COLUMNS, *SCOPE], computed), {"now": NOW})
    for project_id, live_mode in (await connection.execute(select(*scope).distinct())).all():
        await count_customers(ScopedTransaction(connection, project_id, live_mode, NOW))


async def count_customers(transaction: ScopedTransaction) -> None:
    """By their facets, which are stored already."""
    await add_changes(transaction, await count_uncounted(transaction))
    while await fold_counts(transaction.connection, transaction.project_id, transaction.live_mode):
        pass
