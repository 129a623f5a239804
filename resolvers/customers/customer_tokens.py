"""Granting an app a token that reads one customer."""

from dataclasses import dataclass

import structlog

from models.access.permissions import Permission
from models.refusal import Refusal, RefusalCode
from models.scoped import ERASED
from models.values.instant import SECOND, Instant
from resolvers.context import RequestContext
from resolvers.permissions import needs
from resolvers.relations import CUSTOMER
from resolvers.signing.customer_tokens import TokenSubject

DEFAULT_SECONDS = 3600
MAX_SECONDS = 86_400

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A bearer token, shown once, and when it ends."""

    token: str
    expires_at: Instant


@needs(Permission.CREATE_CUSTOMER_TOKEN)
async def issue_customer_token(context: RequestContext, customer_id: str, seconds: int) -> IssuedToken:
    """A token that reads this customer alone for so many seconds; raises Forbidden and Refusal.

    Nothing is stored: it ends by itself, or with the key that asked for it.
    """
    if not 1 <= seconds <= MAX_SECONDS:
        raise Refusal(RefusalCode.EXPIRY_OUT_OF_RANGE, limit=MAX_SECONDS)
    customer = await context.loaders.load(CUSTOMER, customer_id)
    if customer is None or customer.source_hash == ERASED:
        raise Refusal(RefusalCode.CUSTOMER_NOT_FOUND)
    viewer = context.viewer
    subject = TokenSubject(viewer.project_id, viewer.live_mode, customer_id, viewer.credential_id)
    expires_at = Instant(context.now + seconds * SECOND)
    log.info("customer token made", customer_id=customer_id, seconds=seconds)
    return IssuedToken(context.customer_tokens.issue(subject, expires_at), expires_at)
