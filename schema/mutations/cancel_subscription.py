"""cancelSubscription: at once, at the period's end or on a date."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from models.access.permissions import Permission
from models.billing.cancellation import CancellationReason, CancellationRequest, CancellationTiming
from models.values.instant import Instant
from resolvers.subscriptions.changes import cancel_subscription as cancel
from schema.declarations.arguments import given
from schema.declarations.field import RequestInfo
from schema.mutations.changed_subscription import ChangedSubscription
from schema.mutations.declaration import mutation
from schema.mutations.idempotency_key import idempotency_key_field, key_of


@strawberry.input(description="Which subscription to cancel, when and why.")
class CancelSubscriptionInput:
    subscription_id: strawberry.ID = strawberry.field(description="The subscription's id.")
    timing: CancellationTiming = strawberry.field(
        default=CancellationTiming.IMMEDIATELY, description="When it takes effect."
    )
    cancel_at: Instant | None = strawberry.field(
        default=UNSET, description="The date for `ON_DATE`, and for it alone; at most 5 years away."
    )
    reason: CancellationReason | None = strawberry.field(default=UNSET, description="Why the customer leaves.")
    comment: str | None = strawberry.field(default=UNSET, description="At most 1,000 characters.")
    idempotency_key: str | None = idempotency_key_field()


@strawberry.type(description="What a cancellation led to.")
class CancelSubscriptionPayload(ChangedSubscription): ...


@mutation(
    Permission.CANCEL_SUBSCRIPTION,
    "Cancels a subscription. What is already cancelled is returned unchanged, with no error.",
)
async def cancel_subscription(
    info: RequestInfo,
    input: Annotated[CancelSubscriptionInput, strawberry.argument(description="What to cancel.")],
) -> CancelSubscriptionPayload:
    context, key = info.context, key_of(info.context, input.idempotency_key)
    request = CancellationRequest(input.timing, given(input.cancel_at), given(input.reason), given(input.comment))
    change = await cancel(context, input.subscription_id, request, key)
    return CancelSubscriptionPayload.of(change, context)
