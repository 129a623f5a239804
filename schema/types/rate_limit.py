"""RateLimit: what a caller may still ask."""

import math

import strawberry

from models.values.instant import SECOND, Instant
from resolvers.context import RequestContext

# The largest Int of GraphQL.
UNLIMITED = 2**31 - 1


@strawberry.type(
    description="The points that operations cost the key, operator or token that asks; whoever has none left gets "
    "RATE_LIMITED. How many requests may be sent is told by the header RateLimit."
)
class RateLimit:
    cost: int = strawberry.field(
        description="Points that this operation took: a point for each node that it may return, and for each character "
        "of a document that the process did not have in memory."
    )
    remaining: int = strawberry.field(
        description="Points that are left after this operation; 2147483647 where there is no limit."
    )
    limit: int = strawberry.field(
        description="Points that may be taken in any second; 2147483647 where there is no limit."
    )
    limited: bool = strawberry.field(description="Whether there is a limit.")
    reset_at: Instant = strawberry.field(
        description="When the whole limit is there again if nothing else is asked; now where there is no limit."
    )


def rate_limit_of(context: RequestContext) -> RateLimit:
    """Where the viewer of the request stands."""
    now, window = context.clock(), context.cost_window
    if window is None:
        return RateLimit(cost=context.cost, remaining=UNLIMITED, limit=UNLIMITED, limited=False, reset_at=now)
    return RateLimit(
        cost=context.cost,
        remaining=window.remaining,
        limit=window.limit,
        limited=True,
        reset_at=Instant(now + math.ceil(window.until_whole * SECOND)),
    )
