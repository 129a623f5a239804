"""An item of a subscription: a plan and its quantity."""

from sqlalchemy import Index

from models import columns
from models.ownership import owned_through
from models.scoped import SCOPE, Identified, references


class SubscriptionItem(Identified, table=True):
    """`amount` is for one period, in the plan's currency. `position` orders the items, from 0."""

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
    quantity: int
    amount: int = columns.amount()
    currency: str
    position: int
