"""SubscriptionPause: collection is paused."""

import strawberry

from models.billing.subscription import PauseBehavior, is_pause_over
from models.values.instant import Instant


@strawberry.type(description="Collection is paused: invoices are made, and nothing is charged.")
class SubscriptionPause:
    behavior: PauseBehavior = strawberry.field(description="What becomes of the invoices meanwhile.")
    resumes_at: Instant | None = strawberry.field(
        description="When collection resumes by itself; null where somebody has to resume it."
    )


def pause_of(behavior: PauseBehavior | None, resumes_at: Instant | None, now: Instant) -> SubscriptionPause | None:
    """The pause, unless it is over."""
    if behavior is None or is_pause_over(resumes_at, now):
        return None
    return SubscriptionPause(behavior=behavior, resumes_at=resumes_at)
