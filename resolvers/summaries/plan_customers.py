"""Customers who are charged at other moments because their plan has changed."""

from collections.abc import Mapping, Set
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.billing.plan import Plan
from models.billing.subscription import Subscription
from models.billing.subscription_item import SubscriptionItem
from models.ownership import table_of
from models.scoped import same_scope
from storage.dialects import dialect_of
from storage.statement import Row

_PLAN, _ITEM, _SUBSCRIPTION = (table_of(model) for model in (Plan, SubscriptionItem, Subscription))
Scope = Mapping[str, Any]


async def fetch_plan_terms(connection: AsyncConnection, scope: Scope, ids: Set[str]) -> dict[str, Row]:
    """Of these plans, by id, what decides when their buyers are charged."""
    if not ids:
        return {}
    terms = select(_PLAN.c.id, _PLAN.c.interval, _PLAN.c.interval_count, _PLAN.c.is_metered)
    rows = await connection.execute(terms.where(*_has(connection, scope, _PLAN, "id", ids)))
    return {row.id: tuple(row) for row in rows}


async def find_plan_customers(connection: AsyncConnection, scope: Scope, plans: Set[str]) -> set[str]:
    """The customers whose subscriptions have an item of one of these plans."""
    if not plans:
        return set()
    has_item = same_scope(_SUBSCRIPTION, _ITEM) & (_ITEM.c.subscription_id == _SUBSCRIPTION.c.id)
    buyers = select(_SUBSCRIPTION.c.customer_id).select_from(_ITEM.join(_SUBSCRIPTION, has_item)).distinct()
    rows = await connection.execute(buyers.where(*_has(connection, scope, _ITEM, "plan_id", plans)))
    return set(rows.scalars())


def _has(connection: AsyncConnection, scope: Scope, table: Table, column: str, values: Set[str]) -> list[Any]:
    listed = dialect_of(connection).elements_of("values", sorted(values))
    its_own = [table.c[name] == value for name, value in scope.items()]
    return [*its_own, table.c[column].in_(select(listed.c.value))]
