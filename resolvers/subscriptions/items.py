"""The items of subscriptions with their plans, first item first."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, type_coerce

from models.billing.plan import BillingInterval, Plan
from models.billing.subscription_item import SubscriptionItem, is_plan_of
from models.columns import JsonText
from models.scoped import columns_of
from models.values.instant import Instant
from resolvers.reads import Reads
from resolvers.scopes import Scope, key_parameters, one_or_among


class SoldPlan(NamedTuple):
    """The part of a plan that its subscriptions show; `amount` is the price of one, in minor units of `currency`."""

    id: str
    name: str
    product_name: str
    amount: int | None
    currency: str | None
    interval: BillingInterval | None
    interval_count: int | None
    is_metered: bool
    billing_scheme: str | None
    tiers_mode: str | None
    package_size: int | None


class PlannedItem(NamedTuple):
    """An item and its plan; `amount` is that of one period, in minor units of `currency`.

    Quantity and amount are null where the item is metered or its price is not known; the period's end is null where it
    is the subscription's.
    """

    id: str
    quantity: int | None
    amount: int | None
    currency: str
    current_period_end: Instant | None
    plan: SoldPlan


# There is one instance, and to be compared by identity makes it a quick key of a dictionary.
@dataclass(frozen=True, eq=False)
class ItemsOfSubscription:
    """A batch keyed by the subscription's id: items and plans come in one statement."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[list[PlannedItem]]:
        """The items of each subscription; every stored subscription has at least one."""
        found: dict[str, list[PlannedItem]] = defaultdict(list)
        for subscription_id, item_id, quantity, amount, currency, period_end, *plan in await reads.fetch(
            _items_with_plans, len(keys) == 1, **key_parameters(keys)
        ):
            item = PlannedItem(item_id, quantity, amount, currency, period_end, SoldPlan(*plan))
            found[subscription_id].append(item)
        return [found[key] for key in keys]


ITEMS_OF_SUBSCRIPTION = ItemsOfSubscription()


def product_names(scope: Scope, subscription_id: Any) -> ColumnElement[Any]:
    """Place and product of each item, looked up for each subscription of a statement that bounds the subscriptions."""
    # As a join, SQLite would begin with all of the project's subscriptions.
    item, plan = scope.table(SubscriptionItem, "item"), scope.table(Plan, "plan")
    pairs = type_coerce(scope.dialect.gather_pairs(item.c.position, plan.c.product_name), JsonText())
    return (
        select(pairs)
        .select_from(item.join(plan, is_plan_of(item, plan)))
        .where(scope.bounds_under(item, subscription_id))
        .scalar_subquery()
    )


def _items_with_plans(scope: Scope, is_one: bool) -> Select[Any]:
    item, plan = scope.table(SubscriptionItem, "item"), scope.table(Plan, "plan")
    # All of an item but its plan.
    chosen = columns_of(SubscriptionItem, item, ("subscription_id", *PlannedItem._fields[:-1]))
    return (
        select(*chosen, *columns_of(Plan, plan, SoldPlan._fields))
        .select_from(item.join(plan, is_plan_of(item, plan)))
        .where(scope.bounds(item), one_or_among(item.c.subscription_id, is_one, scope))
        .order_by(item.c.subscription_id, item.c.position)
    )
