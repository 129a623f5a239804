"""Granting an app the token of one customer."""

from dataclasses import dataclass

import structlog

from models.values.instant import SECOND, Instant
from resolvers.context import RequestContext
from resolvers.errors import Forbidden
from resolvers.relations import CUSTOMER
from resolvers.signing.customer_tokens import TokenSubject
from resolvers.unit_of_work import require_operator

DEFAULT_SECONDS = 3600
MAX_SECONDS = 86_400

log = structlog.stdlib.get_logger(__name__)


class TokenRefused(Exception):
    """No token is made; its name is the code, and its message is for the operator."""


class CustomerNotFound(TokenRefused):
    """No customer has this id, as far as the viewer may know."""


class InvalidExpiry(TokenRefused):
    """The token would live for too short or too long."""


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """A bearer token, shown once, and when it ends."""

    token: str
    expires_at: Instant


async def grant_customer_token(context: RequestContext, customer_id: str, seconds: int) -> TokenGrant:
    """A token that reads this customer alone for so long; raises Forbidden, CustomerNotFound and InvalidExpiry.

    Nothing is stored: it ends by itself, or with the key that asked for it.
    """
    viewer = context.viewer
    require_operator(viewer)
    if viewer.signed_in:
        raise Forbidden("A customer's token hangs on an API key: ask for it with an operator's key.")
    if not 1 <= seconds <= MAX_SECONDS:
        raise InvalidExpiry(f"A token lives for 1 to {MAX_SECONDS} seconds.")
    if await context.loaders.load(CUSTOMER, customer_id) is None:
        raise CustomerNotFound("No customer has this id.")
    subject = TokenSubject(viewer.project_id, viewer.live_mode, customer_id, viewer.credential_id)
    expires_at = Instant(context.now + seconds * SECOND)
    log.info("customer token made", customer_id=customer_id, seconds=seconds)
    return TokenGrant(context.customer_tokens.issue(subject, expires_at), expires_at)
