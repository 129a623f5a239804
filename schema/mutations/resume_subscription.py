"""resumeSubscription: a scheduled cancellation is withdrawn."""

from typing import Annotated

import strawberry

from models.access.permissions import Permission
from resolvers.subscriptions.changes import SubscriptionChange
from resolvers.subscriptions.changes import resume_subscription as resume
from schema.connections.connection import Edge
from schema.declarations.field import RequestInfo
from schema.declarations.row_types import to_graphql
from schema.mutations.declaration import mutation
from schema.mutations.idempotency_key import idempotency_key_field, key_of
from schema.mutations.new_activity import NEW_ACTIVITY, new_activity
from schema.types.activity import Activity
from schema.types.subscription import BillingSubscription
from schema.types.user_error import UserError, user_errors


@strawberry.input(description="Which subscription to keep.")
class ResumeSubscriptionInput:
    subscription_id: strawberry.ID = strawberry.field(description="The subscription's id.")
    idempotency_key: str | None = idempotency_key_field()


@strawberry.type(description="What withdrawing a cancellation led to.")
class ResumeSubscriptionPayload:
    subscription: BillingSubscription | None = strawberry.field(
        description="The subscription as it stands now; null when the change was refused."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when it was not.")
    change: strawberry.Private[SubscriptionChange]

    @strawberry.field(description=NEW_ACTIVITY)
    async def activity(self, info: RequestInfo) -> Edge[Activity] | None:
        return await new_activity(self.change, info)


@mutation(Permission.RESUME_SUBSCRIPTION, "Withdraws a scheduled cancellation, so that the subscription continues.")
async def resume_subscription(
    info: RequestInfo,
    input: Annotated[ResumeSubscriptionInput, strawberry.argument(description="What to keep.")],
) -> ResumeSubscriptionPayload:
    context, key = info.context, key_of(info.context, input.idempotency_key)
    change = await resume(context, input.subscription_id, key)
    return ResumeSubscriptionPayload(
        subscription=to_graphql(change.subscription, context),
        user_errors=user_errors(change.refused),
        change=change,
    )
