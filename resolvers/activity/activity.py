"""One thing that happened to a customer, as it stands in the timeline."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, String, column, table

from models.values.instant import Instant
from resolvers.paging.orders import Order
from resolvers.relations import BelongsTo


class ActivityKind(StrEnum):
    """What happened."""

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


@dataclass(frozen=True, slots=True)
class Activity:
    """`id` is its source and the id of the row it comes from; `subject_id` is found by `subject`.

    `actor` is null where nobody but the platform is known to have acted; `reason` is why, where that is known.
    """

    # It is stored nowhere: these are the columns that its order and its cursors go by.
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
