"""The root fields that change something."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from models.billing.cancellation import CancellationReason, CancellationRequest, CancellationTiming
from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription
from schema.declarations import present
from schema.edges import RequestInfo, given
from schema.mutations.create_customer_token import CreateCustomerTokenInput, CreateCustomerTokenPayload, create_token
from schema.types.subscription import BillingSubscription
from schema.types.user_error import UserError, user_error

KEY_DESCRIPTION = (
    "1 to 255 characters: within 24 hours the same key with the same input gives the first answer again "
    "and acts no more. The Idempotency-Key header does the same."
)


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
    idempotency_key: str | None = strawberry.field(default=UNSET, description=KEY_DESCRIPTION)


@strawberry.input(description="Which subscription to keep.")
class ResumeSubscriptionInput:
    subscription_id: strawberry.ID = strawberry.field(description="The subscription's id.")
    idempotency_key: str | None = strawberry.field(default=UNSET, description=KEY_DESCRIPTION)


@strawberry.type(description="What a cancellation led to.")
class CancelSubscriptionPayload:
    subscription: BillingSubscription | None = strawberry.field(
        description="The subscription as it stands now; null when the change was refused."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when it was not.")


@strawberry.type(description="What taking a cancellation back led to.")
class ResumeSubscriptionPayload:
    subscription: BillingSubscription | None = strawberry.field(
        description="The subscription as it stands now; null when the change was refused."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when it was not.")


@strawberry.type(description="What can be changed, with the operator role.")
class Mutation:
    @strawberry.mutation(
        description="Cancels a subscription. What is canceled already is returned unchanged, with no error."
    )
    async def cancel_subscription(
        self,
        info: RequestInfo,
        input: Annotated[CancelSubscriptionInput, strawberry.argument(description="What to cancel.")],
    ) -> CancelSubscriptionPayload:
        request = CancellationRequest(input.timing, given(input.cancel_at), given(input.reason), given(input.comment))
        key = _key(info.context, input.idempotency_key)
        change = await cancel_subscription(info.context, input.subscription_id, request, key)
        return CancelSubscriptionPayload(
            subscription=present(change.subscription, info.context), user_errors=_user_errors(change)
        )

    @strawberry.mutation(description="Takes a scheduled cancellation back, so that the subscription goes on.")
    async def resume_subscription(
        self,
        info: RequestInfo,
        input: Annotated[ResumeSubscriptionInput, strawberry.argument(description="What to keep.")],
    ) -> ResumeSubscriptionPayload:
        key = _key(info.context, input.idempotency_key)
        change = await resume_subscription(info.context, input.subscription_id, key)
        return ResumeSubscriptionPayload(
            subscription=present(change.subscription, info.context), user_errors=_user_errors(change)
        )

    @strawberry.mutation(
        description="Makes a bearer token for an app: it reads this one customer and what is theirs, in this mode, "
        "until it expires or the key that made it is revoked. It neither lists customers nor changes anything."
    )
    async def create_customer_token(
        self,
        info: RequestInfo,
        input: Annotated[CreateCustomerTokenInput, strawberry.argument(description="Whom it is for.")],
    ) -> CreateCustomerTokenPayload:
        return await create_token(info.context, input)


def _key(context: RequestContext, argument: str | None) -> str | None:
    key = given(argument)
    return context.idempotency_key if key is None else key


def _user_errors(change: SubscriptionChange) -> list[UserError]:
    return [] if change.refused is None else [user_error(change.refused, change.message or "")]
