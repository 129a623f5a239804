"""SubscriptionItem: one line of a subscription."""

import strawberry

from resolvers.subscriptions.items import PlannedItem
from schema.declarations.row_types import row_type
from schema.declarations.source import column
from schema.types.money import Money, money
from schema.types.plan import Plan


@row_type(PlannedItem, "One line of a subscription.")
class SubscriptionItem:
    id: strawberry.ID = column("id", "The item's id.")
    plan: Plan = column("plan", "What it is an item of.")
    quantity: int = column("quantity", "How many.")
    amount: Money = money("amount", "A period's amount: the plan's price times the quantity.")
