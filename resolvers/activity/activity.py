"""One entry of a customer's timeline."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, String, column, table

from models.values.instant import Instant
from resolvers.belongs_to import BelongsTo
from resolvers.paging.orders import Order


class ActivityKind(StrEnum):
    """What happened, as the timeline shows it."""

    PAYMENT_SUCCEEDED = "PAYMENT_SUCCEEDED"
    PAYMENT_FAILED = "PAYMENT_FAILED"
    PAYMENT_CANCELED = "PAYMENT_CANCELED"
    PAYMENT_PENDING = "PAYMENT_PENDING"
    INVOICE_ISSUED = "INVOICE_ISSUED"
    INVOICE_PAID = "INVOICE_PAID"
    INVOICE_VOIDED = "INVOICE_VOIDED"
    SUBSCRIPTION_STARTED = "SUBSCRIPTION_STARTED"
    SUBSCRIPTION_CANCELLATION_SCHEDULED = "SUBSCRIPTION_CANCELLATION_SCHEDULED"
    SUBSCRIPTION_RESUMED = "SUBSCRIPTION_RESUMED"
    SUBSCRIPTION_CANCELED = "SUBSCRIPTION_CANCELED"
    SUBSCRIPTION_ENDED = "SUBSCRIPTION_ENDED"
    OTHER = "OTHER"
    PAYMENT_REFUNDED = "PAYMENT_REFUNDED"
    PAYMENT_DISPUTED = "PAYMENT_DISPUTED"
    DISPUTE_CLOSED = "DISPUTE_CLOSED"
    CREDIT_NOTE_ISSUED = "CREDIT_NOTE_ISSUED"
    SUBSCRIPTION_PAUSED = "SUBSCRIPTION_PAUSED"
    SUBSCRIPTION_UNPAUSED = "SUBSCRIPTION_UNPAUSED"


@dataclass(frozen=True, slots=True)
class Activity:
    """`id` is the source's name and the row's id; the relation `subject` finds the row `subject_id`.

    `actor` is null unless somebody besides the platform is known to have acted. `reason` is null if unknown.
    """

    # Activities are not stored. These columns exist only for the order and its cursors.
    __table__: ClassVar[Any] = table("activity", column("at", BigInteger), column("id", String))

    id: str
    at: Instant
    kind: ActivityKind
    summary: str
    customer_id: str
    subject: BelongsTo[Any]
    subject_id: str
    actor: str | None = None
    reason: str | None = None


LATEST = Order("latest", ("at", "id"), descending=True)
