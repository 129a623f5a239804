"""Cancellation: who asked for a subscription to end, when and why."""

import strawberry

from models.billing.cancellation import CancellationReason
from models.values.instant import Instant
from resolvers.context import RequestContext
from schema.types.withheld import not_for_customers


@strawberry.type(description="Who asked for the subscription to end, when and why.")
class Cancellation:
    requested_at: Instant = strawberry.field(description="When it was asked for.")
    requested_by: str | None = strawberry.field(
        description="The key or operator, not told to a customer; null where it is not known."
    )
    reason: CancellationReason | None = strawberry.field(description="Why the customer leaves.")
    comment: str | None = strawberry.field(description="What was said about it; null for a customer's token.")


def cancellation_of(
    requested_at: Instant | None,
    canceled_at: Instant | None,
    requested_by: str | None,
    reason: CancellationReason | None,
    comment: str | None,
    context: RequestContext,
) -> Cancellation | None:
    """What is known of the request; an imported cancellation counts from when it happened."""
    moment = canceled_at if requested_at is None else requested_at
    if moment is None:
        return None
    by, said = not_for_customers(requested_by, context), not_for_customers(comment, context)
    return Cancellation(requested_at=moment, requested_by=by, reason=reason, comment=said)
