"""Plan: what a subscription sells again each interval."""

import strawberry

from models.billing.plan import BillingInterval
from models.pricing.plan_price import pricing_model
from models.pricing.price import PricingModel
from resolvers.subscriptions.items import SoldPlan
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.types.money import Money, amount_if_known


@row_type(SoldPlan, "What is sold again each interval: a price of a product.")
class Plan:
    id: strawberry.ID = column("id", "The price's id.")
    name: str = column("name", "The price's own name, else the product's.")
    product_name: str = column("product_name", "What is sold.")
    amount: Money | None = amount_if_known(
        "The price of one, or of one package, in the price's own currency, rounded half to even when it is fractional. "
        "Null where no single amount says it (tiers), or it is not known.",
    )
    interval: BillingInterval | None = column(
        "interval", "The unit of time that is billed; null where it is not known."
    )
    interval_count: int | None = column(
        "interval_count", "How many of those units a period has; null where it is not known."
    )
    pricing: PricingModel = derived(
        pricing_model,
        "is_metered",
        "billing_scheme",
        "tiers_mode",
        "amount",
        "package_size",
        description="How a quantity becomes an amount.",
    )
