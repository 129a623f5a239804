"""Dispute: a payment that the customer's bank takes back, or asks about."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.billing.dispute import Dispute as DisputeRow
from models.billing.dispute import DisputeStatus
from models.values.instant import Instant
from resolvers.relations import PAYMENT_INTENT
from schema.declarations.row_types import row_type
from schema.declarations.source import column, withheld
from schema.declarations.to_one import belongs_to
from schema.types.money import Money, money
from schema.types.node import Node, updated_at

if TYPE_CHECKING:
    from schema.types.payment_intent import PaymentIntent


@row_type(DisputeRow, "A payment that the customer's bank takes back, or asks about, because the customer objects.")
class Dispute(Node):
    id: strawberry.ID = column("id", "The dispute's id.")
    amount: Money = money("amount", "What is disputed. It is held, or lost, unless the status says otherwise.")
    status: DisputeStatus = column("status", "Where it stands.")
    reason: str = column("reason", 'Why the customer objects, such as "product_not_received" or "fraudulent".')
    evidence_due_at: Instant | None = withheld(
        "evidence_due_at",
        "Until when evidence can be handed in; null where none can be, and for a customer's token.",
    )
    created_at: Instant = column("created_at", "When it was opened.")
    updated_at: Instant = updated_at("closed_at")
    payment_intent: Annotated["PaymentIntent", strawberry.lazy("schema.types.payment_intent")] | None = belongs_to(
        PAYMENT_INTENT, "payment_id", "The payment it is about; null where that is not known."
    )
