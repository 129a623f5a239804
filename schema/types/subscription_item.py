"""SubscriptionItem: one line of a subscription."""

import strawberry

from models.values.instant import Instant
from resolvers.subscriptions.items import PlannedItem
from schema.declarations.row_types import row_type
from schema.declarations.source import column
from schema.types.money import Money, amount_if_known
from schema.types.plan import Plan


@row_type(PlannedItem, "One line of a subscription.")
class SubscriptionItem:
    id: strawberry.ID = column("id", "The item's id.")
    plan: Plan = column("plan", "What it is an item of.")
    quantity: int | None = column("quantity", "How many; null where it is metered.")
    amount: Money | None = amount_if_known(
        "A period's amount for the quantity, in the subscription's currency, before discounts and tax; null where it "
        "is metered or the price is not known.",
    )
    current_period_end: Instant = column("current_period_end", "Where the period that is paid for ends.")
