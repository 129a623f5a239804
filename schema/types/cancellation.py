"""Cancellation: why a subscription ends or ended, and, where somebody asked for that, who and when."""

import strawberry

from models.billing.cancellation import CancellationCause, CancellationReason
from models.values.instant import Instant
from resolvers.context import RequestContext


@strawberry.type(
    description="Why the subscription ends or ended, and, where somebody asked for that, who, when and what they said."
)
class Cancellation:
    requested_at: Instant | None = strawberry.field(
        description="When it was asked for; null where nobody asked, and where that is not known."
    )
    requested_by: str | None = strawberry.field(
        description="The key or operator, not told to a customer; null where it is not known."
    )
    reason: CancellationReason | None = strawberry.field(description="Why the customer leaves.")
    comment: str | None = strawberry.field(description="What was said about it; null for a customer's token.")
    cause: CancellationCause = strawberry.field(
        description="What ended it, or will: somebody asked for it, or a payment failed or was disputed."
    )


def cancellation_of(
    cause: CancellationCause | None,
    requested_at: Instant | None,
    requested_by: str | None,
    reason: CancellationReason | None,
    comment: str | None,
    context: RequestContext,
) -> Cancellation | None:
    """What is known of a cancellation; None without one."""
    if cause is None:
        return None
    asked_at = requested_at if cause is CancellationCause.REQUESTED else None
    by, said = (None, None) if context.viewer.is_customer else (requested_by, comment)
    return Cancellation(requested_at=asked_at, requested_by=by, reason=reason, comment=said, cause=cause)
