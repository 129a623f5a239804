"""A subscription: its status, its schedule, and the rules of cancelling and resuming."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Index, and_, case, func, literal, literal_column, not_, null, or_

from models import columns
from models.billing.cancellation import (
    CancellationCause,
    CancellationReason,
    CancellationRequest,
    CancellationTiming,
)
from models.ownership import owned_by
from models.refusal import Refusal, RefusalCode
from models.scoped import SCOPE, Identified, Sourced, moment_index, references
from models.values.instant import Instant
from storage.columns import partial_index


class SubscriptionStatus(StrEnum):
    """Stripe's subscription statuses."""

    ACTIVE = "ACTIVE"
    TRIALING = "TRIALING"
    PAST_DUE = "PAST_DUE"
    UNPAID = "UNPAID"
    CANCELED = "CANCELED"
    INCOMPLETE = "INCOMPLETE"
    INCOMPLETE_EXPIRED = "INCOMPLETE_EXPIRED"
    PAUSED = "PAUSED"


class PauseBehavior(StrEnum):
    """What becomes of invoices while collection is paused."""

    KEEP_AS_DRAFT = "KEEP_AS_DRAFT"
    MARK_UNCOLLECTIBLE = "MARK_UNCOLLECTIBLE"
    VOID = "VOID"


def is_pause_over(resumes_at: Instant | None, at: Instant) -> bool:
    """Whether paused collection has been resumed by the moment; a pause without an end has not."""
    return resumes_at is not None and resumes_at <= at


ENDED = frozenset({SubscriptionStatus.CANCELED, SubscriptionStatus.INCOMPLETE_EXPIRED})
DELINQUENT = frozenset({SubscriptionStatus.PAST_DUE, SubscriptionStatus.UNPAID})
RECURRING = frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE})
PAID_UP = frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.TRIALING})
# What has an index: those that have not ended, and cancellations that were asked for before they took effect.
IS_RUNNING = " AND ".join(f"status <> '{status}'" for status in sorted(ENDED))
REQUESTED_AHEAD = "cancellation_requested_at IS NOT NULL AND (ended_at IS NULL OR cancellation_requested_at < ended_at)"
REQUESTED = "cancellation_requested_at IS NOT NULL"
NOT_REQUESTED = "ended_at IS NOT NULL AND cancellation_requested_at IS NULL"
# What a subscription has from the moment of its scheduled end on.
DUE_STATUS = SubscriptionStatus.CANCELED
# What a customer has at present: it goes on, whether or not the last charge went well.
CURRENT = PAID_UP | {SubscriptionStatus.PAST_DUE}
# What it has neither at present nor had: unpaid, paused or incomplete.
APART = frozenset(SubscriptionStatus) - CURRENT - ENDED


class Subscription(Identified, Sourced, table=True):
    """`cancel_at` is a cancellation still to come; `canceled_at` and `ended_at` tell of one that has happened.

    When that moment comes, the subscription has ended: every read sees it by `columns_at`, and `end_if_due` writes it.

    `cancellation_cause` is null without a cancellation. `cancellation_requested_at` is when it was asked for, or when
    it was scheduled for a cause that is not known. `pause_behavior` is null unless collection is paused; `paused_at`
    and `unpaused_at` are moments of events, null without such.

    `discount_ids` and `tax_rate_ids` are in their order, null where they are not known. `items_complete` is false
    where the source held only some of the items. `trial_end_behavior` is what a trial's end without a payment method
    leads to: "cancel", "pause" or "create_invoice"; null where that is not known.

    `changed_here_at` is when this service last canceled or resumed it: an older imported object does not undo that.
    """

    __table_args__ = (
        references("customer_id", "customer"),
        Index("ix_subscription_by_customer", *SCOPE, "customer_id", "created_at", "id"),
        Index("ix_subscription_of_status", *SCOPE, "customer_id", "status", "created_at", "id"),
        partial_index("ix_subscription_of_running", *SCOPE, "customer_id", "created_at", "id", where=IS_RUNNING),
        moment_index("ix_subscription_by_scheduled_end", "cancel_at"),
        moment_index("ix_subscription_by_pause", "paused_at"),
        moment_index("ix_subscription_by_unpause", "unpaused_at"),
        partial_index(
            "ix_subscription_by_request",
            *SCOPE,
            "customer_id",
            "cancellation_requested_at",
            "id",
            where=REQUESTED_AHEAD,
        ),
        moment_index("ix_subscription_by_past_end", "ended_at"),
        # Of all customers, what was cancelled when: by who asked for it, and by what nobody asked for.
        partial_index("ix_subscription_by_cancellation", *SCOPE, "cancellation_requested_at", "id", where=REQUESTED),
        partial_index("ix_subscription_by_end_without_request", *SCOPE, "ended_at", "id", where=NOT_REQUESTED),
        # Few are scheduled to end: the task that writes ends reads no others.
        partial_index("ix_subscription_by_end", "cancel_at", where="cancel_at IS NOT NULL"),
        owned_by("customer_id"),
    )

    customer_id: str = columns.text()
    status: SubscriptionStatus = columns.member(SubscriptionStatus)
    currency: str
    current_period_start: Instant = columns.instant()
    current_period_end: Instant = columns.instant()
    trial_end: Instant | None = columns.instant(default=None)
    cancel_at: Instant | None = columns.instant(default=None)
    canceled_at: Instant | None = columns.instant(default=None)
    ended_at: Instant | None = columns.instant(default=None)
    cancellation_requested_at: Instant | None = columns.instant(default=None)
    cancellation_requested_by: str | None = None
    cancellation_reason: CancellationReason | None = columns.member(CancellationReason, default=None)
    cancellation_comment: str | None = None
    created_at: Instant = columns.instant()
    changed_here_at: Instant | None = columns.instant(default=None)
    cancellation_cause: CancellationCause | None = columns.member(CancellationCause, default=None)
    pause_behavior: PauseBehavior | None = columns.member(PauseBehavior, default=None)
    pause_resumes_at: Instant | None = columns.instant(default=None)
    paused_at: Instant | None = columns.instant(default=None)
    unpaused_at: Instant | None = columns.instant(default=None)
    schedule_id: str | None = columns.text(default=None)
    collection_method: str | None = None
    billing_cycle_anchor: Instant | None = columns.instant(default=None)
    default_payment_method_id: str | None = columns.text(default=None)
    discount_ids: list[str] | None = columns.json(default=None)
    tax_rate_ids: list[str] | None = columns.json(default=None)
    automatic_tax: bool | None = None
    items_complete: bool = True
    trial_end_behavior: str | None = None

    @staticmethod
    def columns_at(stored: Any, now: ColumnElement[int]) -> Mapping[str, ColumnElement[Any]]:
        """What `end_if_due` makes of the row, in SQL."""
        is_due, canceled = stored.cancel_at <= now, literal(DUE_STATUS, stored.status.type)
        canceled_at = func.coalesce(stored.cancellation_requested_at, stored.cancel_at)
        return {
            "status": case((is_due, canceled), else_=stored.status),
            "canceled_at": case((is_due, canceled_at), else_=stored.canceled_at),
            "ended_at": case((is_due, stored.cancel_at), else_=stored.ended_at),
            "cancel_at": case((is_due, null()), else_=stored.cancel_at),
        }

    def at(self, now: Instant) -> Self:
        """A copy that is as every read sees it at this moment."""
        found = self.model_validate(self.model_dump())
        found.end_if_due(now)
        return found

    def end_if_due(self, now: Instant) -> bool:
        """Ends it at the moment of its scheduled cancellation, where that has come; whether it has.

        It counts as canceled when that was asked for, as the platform says it.
        """
        at = self.cancel_at
        if at is None or not self._is_due(now):
            return False
        self._end(at, canceled_at=self.cancellation_requested_at or at)
        return True

    def cancellation_time(self, timing: CancellationTiming, cancel_at: Instant | None, now: Instant) -> Instant:
        """When a checked request takes effect; Refusal when the period to wait for has ended."""
        if timing is CancellationTiming.IMMEDIATELY:
            return now
        if timing is CancellationTiming.ON_DATE and cancel_at is not None:
            return cancel_at
        if self.current_period_end <= now:
            raise Refusal(RefusalCode.PERIOD_ENDED)
        return self.current_period_end

    def cancel(self, request: CancellationRequest, *, by: str, now: Instant) -> bool:
        """Cancels now, or schedules it. False, and nothing changes, when it is canceled or scheduled so already.

        Refusal as for `cancellation_time`, and for one that expired before it ever began.
        """
        if self.status is SubscriptionStatus.CANCELED or self._is_due(now):
            return False
        if self.status in ENDED:
            raise Refusal(RefusalCode.SUBSCRIPTION_EXPIRED)
        effective_at = self.cancellation_time(request.timing, request.cancel_at, now)
        immediately = request.timing is CancellationTiming.IMMEDIATELY
        if not immediately and self._is_scheduled_so(effective_at, request):
            return False
        if immediately:
            self._end(now, canceled_at=now)
        else:
            self.cancel_at = effective_at
        self.cancellation_requested_at = now
        self.cancellation_requested_by = by
        self.cancellation_cause = CancellationCause.REQUESTED
        self.cancellation_reason = request.reason
        self.cancellation_comment = request.comment
        self.changed_here_at = now
        return True

    def resume(self, *, now: Instant) -> None:
        """Takes a scheduled cancellation back; Refusal where none is scheduled, and where it has ended."""
        if self.status in ENDED or self._is_due(now):
            raise Refusal(RefusalCode.SUBSCRIPTION_ENDED)
        if self.cancel_at is None:
            raise Refusal(RefusalCode.NOT_SCHEDULED_TO_CANCEL)
        self.cancel_at = None
        self.cancellation_requested_at = None
        self.cancellation_requested_by = None
        self.cancellation_cause = None
        self.cancellation_reason = None
        self.cancellation_comment = None
        self.changed_here_at = now

    def _is_due(self, now: Instant) -> bool:
        return self.cancel_at is not None and self.cancel_at <= now

    def _end(self, at: Instant, *, canceled_at: Instant) -> None:
        self.status = SubscriptionStatus.CANCELED
        self.canceled_at = canceled_at
        self.ended_at = at
        self.cancel_at = None

    def _is_scheduled_so(self, effective_at: Instant, request: CancellationRequest) -> bool:
        return (
            self.cancel_at == effective_at
            and request.reason in (None, self.cancellation_reason)
            and request.comment in (None, self.cancellation_comment)
        )


def is_running(stored: Any, now: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether it has not ended, over the stored columns, in the words of the index of these."""
    has_not_ended = (stored.status != literal_column(f"'{status}'") for status in sorted(ENDED))
    return and_(*has_not_ended, not_(is_due(stored, now)))


def is_due(stored: Any, now: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the scheduled end has come, over the stored columns: false and never null."""
    due: ColumnElement[bool] = and_(stored.cancel_at.is_not(None), stored.cancel_at <= now)
    return due


def is_current_status(
    stored: Any, is_listed: ColumnElement[bool], now: ColumnElement[int], *, lists_canceled: bool
) -> ColumnElement[bool]:
    """Whether the status of `columns_at` is among some; `is_listed` says it of the stored one."""
    if lists_canceled:
        return or_(is_listed, stored.cancel_at <= now)
    return and_(is_listed, or_(stored.cancel_at.is_(None), stored.cancel_at > now))
