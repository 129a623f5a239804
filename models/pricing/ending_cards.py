"""When a card ends before the next charge that it pays."""

from collections.abc import Sequence
from typing import NamedTuple

from models.values.instant import Instant


class ChargeToCome(NamedTuple):
    """The next charge of a subscription, and when the subscription is scheduled to end: None where it goes on."""

    at: Instant
    ends_at: Instant | None


class Span(NamedTuple):
    """From `since` on, and until before `until`; None where there is no such bound."""

    since: Instant | None
    until: Instant | None


def span_before_charge(card_end: Instant, charges: Sequence[ChargeToCome]) -> Span | None:
    """When the card will have ended by the first charge of those subscriptions that have not ended; None for never.

    That is while one is left which is charged after the card's end, once all that are charged before it have ended.
    """
    in_time = [charge.ends_at for charge in charges if charge.at < card_end]
    too_late = [charge.ends_at for charge in charges if charge.at >= card_end]
    if None in in_time or not too_late:
        return None
    since = max((end for end in in_time if end is not None), default=None)
    until = None if None in too_late else max(end for end in too_late if end is not None)
    return None if since is not None and until is not None and until <= since else Span(since, until)
