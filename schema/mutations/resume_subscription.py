"""resumeSubscription: a scheduled cancellation is withdrawn."""

from typing import Annotated

import strawberry

from models.access.permissions import Permission
from resolvers.subscriptions.changes import resume_subscription as resume
from schema.declarations.field import RequestInfo
from schema.mutations.changed_subscription import ChangedSubscription
from schema.mutations.declaration import mutation
from schema.mutations.idempotency_key import idempotency_key_field, key_of


@strawberry.input(description="Which subscription to keep.")
class ResumeSubscriptionInput:
    subscription_id: strawberry.ID = strawberry.field(description="The subscription's id.")
    idempotency_key: str | None = idempotency_key_field()


@strawberry.type(description="What withdrawing a cancellation led to.")
class ResumeSubscriptionPayload(ChangedSubscription): ...


@mutation(Permission.RESUME_SUBSCRIPTION, "Withdraws a scheduled cancellation, so that the subscription continues.")
async def resume_subscription(
    info: RequestInfo,
    input: Annotated[ResumeSubscriptionInput, strawberry.argument(description="What to keep.")],
) -> ResumeSubscriptionPayload:
    context, key = info.context, key_of(info.context, input.idempotency_key)
    change = await resume(context, input.subscription_id, key)
    return ResumeSubscriptionPayload.of(change, context)
