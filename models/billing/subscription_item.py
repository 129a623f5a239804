"""An item of a subscription: a plan and its quantity."""

from typing import Any

from sqlalchemy import ColumnElement, Index, and_

from models import columns
from models.ownership import owned_through
from models.scoped import SCOPE, Identified, references, same_scope
from models.values.instant import Instant


class SubscriptionItem(Identified, table=True):
    """`amount` is a period's, before discounts and tax; null where it can't be known: metered, or no price given.

    `quantity` is null where it is metered. The period is the item's own, null on a row from before it was kept.
    `discount_ids` and `tax_rate_ids` are the item's own, in their order. `position` orders the items from 0.
    """

    __tablename__ = "subscription_item"
    __table_args__ = (
        references("subscription_id", "subscription"),
        references("plan_id", "plan"),
        Index("ix_subscription_item_by_subscription", *SCOPE, "subscription_id", "position"),
        Index("ix_subscription_item_by_plan", *SCOPE, "plan_id"),
        owned_through("subscription_id", "subscription"),
    )

    subscription_id: str = columns.text()
    plan_id: str = columns.text()
    quantity: int | None = columns.amount(default=None)
    amount: int | None = columns.amount(default=None)
    currency: str
    position: int
    current_period_start: Instant | None = columns.instant(default=None)
    current_period_end: Instant | None = columns.instant(default=None)
    discount_ids: list[str] | None = columns.json(default=None)
    tax_rate_ids: list[str] | None = columns.json(default=None)


def is_plan_of(item: Any, plan: Any) -> ColumnElement[bool]:
    """The condition that joins an item with its plan."""
    return and_(same_scope(item, plan), item.c.plan_id == plan.c.id)
