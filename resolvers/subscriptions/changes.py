"""Cancelling a subscription, and taking a scheduled cancellation back: each recorded as one event."""

from dataclasses import dataclass
from typing import Self

from models.access.permissions import Permission
from models.billing.cancellation import CancellationRequest
from models.billing.event import EventType
from models.billing.subscription import Subscription, SubscriptionStatus
from models.refusal import Refusal, RefusalCode
from resolvers.context import RequestContext
from resolvers.idempotency import StoredAnswer, WriteRequest
from resolvers.permissions import needs
from resolvers.stored_refusals import dump_refusal, load_refusal
from resolvers.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class SubscriptionChange:
    """The subscription as it is after the change, or why nothing was changed.

    `event_id` is the event that tells of the change; None without a change.
    """

    subscription: Subscription | None = None
    refused: Refusal | None = None
    event_id: str | None = None

    @classmethod
    def refuse(cls, refusal: Refusal) -> Self:
        """The answer of a change that was refused."""
        return cls(refused=refusal)

    @classmethod
    def load(cls, stored: StoredAnswer) -> Self:
        """The answer that `dump` wrote."""
        row = stored["subscription"]
        # An answer that the release before stored names no event.
        return cls(row and Subscription.model_validate(row), load_refusal(stored), stored.get("event_id"))

    def dump(self) -> StoredAnswer:
        """All of the answer as JSON."""
        row = self.subscription
        refused = dump_refusal(self.refused)
        return {"subscription": row and row.model_dump(mode="json"), "refused": refused, "event_id": self.event_id}


@needs(Permission.CANCEL_SUBSCRIPTION)
async def cancel_subscription(
    context: RequestContext, subscription_id: str, cancellation: CancellationRequest, key: str | None
) -> SubscriptionChange:
    """Cancels now, at the period's end or on a date; raises Forbidden and BadInput.

    One that is canceled already, or scheduled for the same time, is returned unchanged and gets no event.
    """
    request = WriteRequest("cancelSubscription", {"subscription_id": subscription_id, **cancellation._asdict()}, key)
    async with unit_of_work(context, request, SubscriptionChange) as work:
        if work.first_answer is not None:
            return work.first_answer
        subscription = await work.lock(Subscription, subscription_id)
        try:
            cancellation.check(work.now)
            subscription = _existing(subscription)
            has_changed = subscription.cancel(cancellation, by=context.viewer.name, now=work.now)
        except Refusal as refusal:
            return await work.finish(SubscriptionChange.refuse(refusal))
        if not has_changed:
            return await work.finish(SubscriptionChange(subscription.at(work.now)))
        reason, comment = subscription.cancellation_reason, subscription.cancellation_comment
        event_id = work.record(_cancellation_type(subscription), subscription, reason=reason, comment=comment)
        return await work.finish(SubscriptionChange(subscription, event_id=event_id))


@needs(Permission.RESUME_SUBSCRIPTION)
async def resume_subscription(context: RequestContext, subscription_id: str, key: str | None) -> SubscriptionChange:
    """Takes a scheduled cancellation back; raises Forbidden and BadInput."""
    request = WriteRequest("resumeSubscription", {"subscription_id": subscription_id}, key)
    async with unit_of_work(context, request, SubscriptionChange) as work:
        if work.first_answer is not None:
            return work.first_answer
        subscription = await work.lock(Subscription, subscription_id)
        try:
            subscription = _existing(subscription)
            subscription.resume(now=work.now)
        except Refusal as refusal:
            return await work.finish(SubscriptionChange.refuse(refusal))
        event_id = work.record(EventType.SUBSCRIPTION_RESUMED, subscription)
        return await work.finish(SubscriptionChange(subscription, event_id=event_id))


def _existing(subscription: Subscription | None) -> Subscription:
    if subscription is None:
        raise Refusal(RefusalCode.SUBSCRIPTION_NOT_FOUND)
    return subscription


def _cancellation_type(subscription: Subscription) -> EventType:
    if subscription.status is SubscriptionStatus.CANCELED:
        return EventType.SUBSCRIPTION_CANCELED
    return EventType.SUBSCRIPTION_CANCELLATION_SCHEDULED
