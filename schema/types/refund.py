"""Refund: money of a payment given back."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.billing.refund import Refund as RefundRow
from models.billing.refund import RefundState
from models.values.instant import Instant
from resolvers.relations import PAYMENT_INTENT
from schema.declarations.row_types import row_type
from schema.declarations.source import column
from schema.declarations.to_one import belongs_to
from schema.types.money import Money, money
from schema.types.node import Node, updated_at

if TYPE_CHECKING:
    from schema.types.payment_intent import PaymentIntent


@row_type(
    RefundRow,
    "Money of a payment given back, or on its way back. One that released what was held and not captured is listed as "
    "well: it gave nobody money back, and neither amounts nor the activity count it.",
)
class Refund(Node):
    id: strawberry.ID = column("id", "The refund's id.")
    amount: Money = money("amount", "What is given back.")
    status: RefundState = column("status", "Where it stands: one that failed or was cancelled gave nothing back.")
    reason: str | None = column(
        "reason", 'Why, where that was said: "duplicate", "fraudulent", "requested_by_customer" or another code.'
    )
    failure_reason: str | None = column(
        "failure_reason", 'Why it failed, such as "lost_or_stolen_card"; null unless it did.'
    )
    created_at: Instant = column("created_at", "When it was made.")
    updated_at: Instant = updated_at()
    payment_intent: Annotated["PaymentIntent", strawberry.lazy("schema.types.payment_intent")] | None = belongs_to(
        PAYMENT_INTENT, "payment_id", "The payment it is of; null where that is not known."
    )
