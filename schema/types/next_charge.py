"""NextCharge: what a customer will be charged next."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.pricing.next_charge import ChargeUnknown
from models.values.instant import Instant
from resolvers.billing.next_charges import SubscriptionCharge
from resolvers.relations import SUBSCRIPTION
from schema.declarations.row_types import row_type
from schema.declarations.source import column
from schema.declarations.to_one import belongs_to
from schema.types.money import Money

if TYPE_CHECKING:
    from schema.types.subscription import BillingSubscription


@row_type(SubscriptionCharge, "The next charge of a subscription, as the platform would make it.")
class NextCharge:
    at: Instant = column("at", "When it comes.")
    amount: Money | None = column(
        "amount",
        "What will be charged: items and pending items, less discounts, with tax at fixed rates and the customer's "
        "balance, as if this were the customer's next invoice. Pending items are in it also where the subscription "
        "bills them at an interval of its own, by an invoice that may come earlier. Null where it can't be known: see "
        "`unknown`.",
    )
    subscription: Annotated["BillingSubscription", strawberry.lazy("schema.types.subscription")] = belongs_to(
        SUBSCRIPTION, "subscription_id", "Whose charge it is."
    )
    unknown: ChargeUnknown | None = column("unknown", "Why the amount can't be known; null where it is.")
