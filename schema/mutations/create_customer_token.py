"""A customer's token: what is asked for, and what comes back."""

import strawberry

from models.values.instant import Instant
from resolvers.context import RequestContext
from resolvers.customers.token_grants import DEFAULT_SECONDS, TokenRefused, grant_customer_token
from schema.types.user_error import UserError, user_error


@strawberry.input(description="Whom a token is for, and for how long.")
class CreateCustomerTokenInput:
    customer_id: strawberry.ID = strawberry.field(description="The customer's id.")
    expires_in_seconds: int = strawberry.field(
        default=DEFAULT_SECONDS, description="How long it lives: 1 to 86400 seconds, an hour unless given."
    )


@strawberry.type(description="A customer's token, or why there is none.")
class CreateCustomerTokenPayload:
    token: str | None = strawberry.field(
        description="The bearer token, `ct_…`, shown this once; null when it was refused."
    )
    expires_at: Instant | None = strawberry.field(description="When it ends, unless its key is revoked before.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when it was not.")


async def create_token(context: RequestContext, asked: CreateCustomerTokenInput) -> CreateCustomerTokenPayload:
    """The mutation's answer; raises Forbidden."""
    try:
        grant = await grant_customer_token(context, asked.customer_id, asked.expires_in_seconds)
    except TokenRefused as refusal:
        error = user_error(type(refusal).__name__, str(refusal))
        return CreateCustomerTokenPayload(token=None, expires_at=None, user_errors=[error])
    return CreateCustomerTokenPayload(token=grant.token, expires_at=grant.expires_at, user_errors=[])
