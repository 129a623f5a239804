"""One entry of a customer's timeline."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from babel.dates import format_date
from sqlalchemy import BigInteger, String, column, table

from models.values.instant import Instant, to_datetime
from models.values.locales import FALLBACK_LOCALE
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

    That is null for a refund or a dispute whose payment is not known yet.

    `actor` is null unless somebody besides the platform is known to have acted. `reason` is null if unknown. Of what
    happened at one moment, the lower `rank` was first. `until` is the moment that the summary ends with, and
    `amount` the one that it tells: as it is written there, in minor units, and the currency.
    """

    # Activities are not stored. These columns exist only for the order and its cursors.
    __table__: ClassVar[Any] = table(
        "activity", column("at", BigInteger), column("rank", BigInteger), column("id", String)
    )

    id: str
    at: Instant
    rank: int
    kind: ActivityKind
    summary: str
    customer_id: str
    subject: BelongsTo[Any]
    subject_id: str | None
    actor: str | None = None
    reason: str | None = None
    until: Instant | None = None
    amount: tuple[str, int, str] | None = None

    def summary_with(self, moment: Callable[[Instant], str], money: Callable[[int, str], str]) -> str:
        """The summary with its moment and its amount as these write them."""
        summary = self.summary
        if self.amount is not None:
            text, minor_units, currency = self.amount
            summary = summary.replace(text, money(minor_units, currency), 1)
        if self.until is not None:
            summary = f"{summary.removesuffix(f'{moment_in_utc(self.until)}.')}{moment(self.until)}."
        return summary


LATEST = Order("latest_ranked", ("at", "rank", "id"), descending=True)


def moment_in_utc(instant: Instant) -> str:
    """A moment as summaries write it: "1 Dec 2026, 12:00 UTC"."""
    # The time is needed because the day alone depends on the zone: midnight in Berlin is the evening before in UTC.
    moment = to_datetime(instant)
    return f"{format_date(moment, 'd MMM y', locale=FALLBACK_LOCALE)}, {moment:%H:%M} UTC"
