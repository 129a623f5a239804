"""Cancelling a subscription and taking a scheduled cancellation back: once, with one event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from models.billing.cancellation import CancellationRefused, CancellationRequest
from models.billing.event import Event, EventType
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.ids import mint_id
from resolvers.context import RequestContext
from resolvers.unit_of_work import Answer, IdempotencyConflict, lock_row, require_operator, write_once


class SubscriptionNotFound(CancellationRefused):
    """No subscription has this id, as far as the viewer may know."""


@dataclass(frozen=True, slots=True)
class SubscriptionChange:
    """What a write led to: the subscription as it stands, or why nothing was done.

    `refused` is the name of the exception that says why, such as "SubscriptionNotFound".
    """

    subscription: Subscription | None = None
    refused: str | None = None
    message: str | None = None


Change = Callable[[Subscription], EventType | None]


async def cancel_subscription(
    context: RequestContext, subscription_id: str, request: CancellationRequest, key: str | None
) -> SubscriptionChange:
    """Cancels now, at the period's end or on a date; raises Forbidden and BadInput.

    What is canceled already, or scheduled just so, is returned unchanged and leaves no event.
    """
    viewer, now = context.viewer, context.now

    def change(subscription: Subscription) -> EventType | None:
        if not subscription.cancel(request, by=viewer.name, now=now):
            return None
        ended = subscription.status is SubscriptionStatus.CANCELED
        return EventType.SUBSCRIPTION_CANCELED if ended else EventType.SUBSCRIPTION_CANCELLATION_SCHEDULED

    async def act(session: AsyncSession) -> Answer:
        try:
            request.check(now)
        except CancellationRefused as refusal:
            return _refused(refusal)
        return await _change(context, session, subscription_id, change)

    given = {"subscription_id": subscription_id, **request._asdict()}
    return await _write(context, "cancelSubscription", key, given, act)


async def resume_subscription(context: RequestContext, subscription_id: str, key: str | None) -> SubscriptionChange:
    """Takes a scheduled cancellation back; raises Forbidden and BadInput."""

    def change(subscription: Subscription) -> EventType | None:
        subscription.resume(now=context.now)
        return EventType.SUBSCRIPTION_RESUMED

    async def act(session: AsyncSession) -> Answer:
        return await _change(context, session, subscription_id, change)

    return await _write(context, "resumeSubscription", key, {"subscription_id": subscription_id}, act)


async def _write(
    context: RequestContext, mutation: str, key: str | None, given: Answer, act: Any
) -> SubscriptionChange:
    require_operator(context.viewer)
    try:
        answer = await write_once(context, mutation, key, given, act)
    except IdempotencyConflict as conflict:
        return SubscriptionChange(refused=type(conflict).__name__, message=str(conflict))
    subscription = answer["subscription"] and Subscription.model_validate(answer["subscription"])
    return SubscriptionChange(subscription, answer["refused"], answer["message"])


async def _change(context: RequestContext, session: AsyncSession, subscription_id: str, change: Change) -> Answer:
    subscription = await lock_row(session, context.viewer, Subscription, subscription_id)
    if subscription is None:
        return _refused(SubscriptionNotFound("No subscription has this id."))
    before = subscription.model_dump(mode="json")
    try:
        event_type = change(subscription)
    except CancellationRefused as refusal:
        return _refused(refusal)
    after = subscription.model_dump(mode="json")
    if event_type is not None:
        session.add(_event(context, subscription, event_type, before, after))
    return {"subscription": after, "refused": None, "message": None}


def _refused(refusal: CancellationRefused) -> Answer:
    return {"subscription": None, "refused": type(refusal).__name__, "message": str(refusal)}


def _event(
    context: RequestContext,
    subscription: Subscription,
    event_type: EventType,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Event:
    changed = [name for name in after if after[name] != before[name]]
    return Event(
        project_id=subscription.project_id,
        live_mode=subscription.live_mode,
        id=mint_id("evt", context.now),
        type=event_type.value,
        customer_id=subscription.customer_id,
        subject_id=subscription.id,
        actor=context.viewer.name,
        actor_id=context.viewer.credential_id,
        reason=subscription.cancellation_reason,
        comment=subscription.cancellation_comment,
        changes={"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}},
        created_at=context.now,
    )
