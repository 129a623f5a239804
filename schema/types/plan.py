"""Plan: what a subscription sells again each interval."""

import strawberry

from models.billing.plan import BillingInterval
from resolvers.subscriptions.items import SoldPlan
from schema.declarations.row_types import row_type
from schema.declarations.source import column
from schema.types.money import Money, money


@row_type(SoldPlan, "What is sold again each interval: a price of a product.")
class Plan:
    id: strawberry.ID = column("id", "The price's id.")
    name: str = column("name", "The price's own name, else the product's.")
    product_name: str = column("product_name", "What is sold.")
    amount: Money = money("amount", "The price of one, rounded half to even when it is fractional.")
    interval: BillingInterval = column("interval", "The unit of time that is billed.")
    interval_count: int = column("interval_count", "How many of those units a period has.")
