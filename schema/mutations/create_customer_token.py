"""createCustomerToken: a bearer token for an app, which reads one customer."""

from typing import Annotated

import strawberry

from models.access.permissions import Permission
from models.refusal import Refusal
from models.values.instant import Instant
from resolvers.customers.customer_tokens import DEFAULT_SECONDS, issue_customer_token
from schema.declarations.field import RequestInfo
from schema.mutations.declaration import mutation
from schema.types.user_error import UserError, user_errors


@strawberry.input(description="Whom a token is for, and for how long.")
class CreateCustomerTokenInput:
    customer_id: strawberry.ID = strawberry.field(description="The customer's id.")
    expires_in_seconds: int = strawberry.field(
        default=DEFAULT_SECONDS, description="How long it lasts: 1 to 86400 seconds, an hour unless given."
    )


@strawberry.type(description="A customer's token, or why there is none.")
class CreateCustomerTokenPayload:
    token: str | None = strawberry.field(
        description="The bearer token, `ct_…`, shown this once; null when it was refused."
    )
    expires_at: Instant | None = strawberry.field(description="When it ends, unless its key is revoked before.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when it was not.")


@mutation(
    Permission.CREATE_CUSTOMER_TOKEN,
    "Makes a bearer token for an app: it reads this one customer and what is theirs, in this mode, "
    "until it expires or the key that made it is revoked. It neither lists customers nor changes anything.",
)
async def create_customer_token(
    info: RequestInfo,
    input: Annotated[CreateCustomerTokenInput, strawberry.argument(description="Whom it is for.")],
) -> CreateCustomerTokenPayload:
    try:
        grant = await issue_customer_token(info.context, input.customer_id, input.expires_in_seconds)
    except Refusal as refusal:
        return CreateCustomerTokenPayload(token=None, expires_at=None, user_errors=user_errors(refusal))
    return CreateCustomerTokenPayload(token=grant.token, expires_at=grant.expires_at, user_errors=[])
