"""Discount: a coupon in use."""

from decimal import Decimal

import strawberry

from models.values.instant import Instant
from resolvers.billing.discounts import RunningDiscount
from schema.declarations.row_types import row_type
from schema.declarations.source import column
from schema.types.money import Money


@row_type(RunningDiscount, "A coupon in use. All but the id is null where only the id is known.")
class Discount:
    id: strawberry.ID = column("id", "The discount's id.")
    name: str | None = column("name", "The coupon's name, as customers read it.")
    percent_off: Decimal | None = column("percent_off", "How many percent it takes off; null for an amount.")
    amount_off: Money | None = column("amount_off", "What it takes off once from each invoice; null for a percentage.")
    starts_at: Instant | None = column("starts_at", "From when it applies; null where that is not known.")
    ends_at: Instant | None = column("ends_at", "Until when it applies; null where it has no end.")
