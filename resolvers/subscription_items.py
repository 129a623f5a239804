"""The items of subscriptions with their plans, first item first."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, select

from models.hydration import hydrate
from models.instant import Instant
from models.plan import Plan
from models.statements import among
from models.subscription_item import SubscriptionItem
from resolvers.scopes import Reads, Scope


class PlannedItem(NamedTuple):
    """An item and what it is an item of."""

    item: SubscriptionItem
    plan: Plan


@dataclass(frozen=True)
class ItemsOfSubscription:
    """A batch keyed by the subscription's id: items and plans come in one statement."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[list[PlannedItem]]:
        """The items of each subscription; every stored subscription has at least one."""
        rows = await reads.fetch(_items_with_plans, keys=keys)
        width = len(SubscriptionItem.__table__.c)  # type: ignore[attr-defined]
        items = hydrate(SubscriptionItem, (row[:width] for row in rows))
        plans = hydrate(Plan, (row[width:] for row in rows))
        found: dict[str, list[PlannedItem]] = defaultdict(list)
        for item, plan in zip(items, plans, strict=True):
            found[item.subscription_id].append(PlannedItem(item, plan))
        return [found[key] for key in keys]


ITEMS_OF_SUBSCRIPTION = ItemsOfSubscription()


def is_plan_of(item: Any, plan: Any) -> ColumnElement[bool]:
    """What an item's table is joined with its plan's on."""
    same_scope = and_(item.c.project_id == plan.c.project_id, item.c.live_mode == plan.c.live_mode)
    return and_(same_scope, item.c.plan_id == plan.c.id)


def first_product_name(scope: Scope, subscription_id: Any) -> ColumnElement[str]:
    """What the subscription sells first, looked up for each row of the statement that the id stands in."""
    # As a join, SQLite would begin with all of the project's subscriptions.
    item, plan = scope.table(SubscriptionItem, "item"), scope.table(Plan, "plan")
    return (
        select(plan.c.product_name)
        .select_from(item.join(plan, is_plan_of(item, plan)))
        .where(scope.bounds(item), item.c.subscription_id == subscription_id)
        .order_by(item.c.position)
        .limit(1)
        .scalar_subquery()
    )


def _items_with_plans(scope: Scope) -> Select[Any]:
    item, plan = scope.table(SubscriptionItem, "item"), scope.table(Plan, "plan")
    return (
        select(*item.c, *plan.c)
        .select_from(item.join(plan, is_plan_of(item, plan)))
        .where(scope.bounds(item), among(item.c.subscription_id, "keys", scope.dialect))
        .order_by(item.c.subscription_id, item.c.position)
    )
