"""The part of a period that a subscription is charged for."""

from models.billing.plan import first_renewal_from, period_anchor
from models.pricing.rounding import part_of
from models.pricing.terms import ItemTerms
from models.values.instant import Instant


def amount_until(end: Instant | None, item: ItemTerms, at: Instant) -> int:
    """What the item's period that begins at the moment costs, if the subscription ends at `end`; its price is known.

    An end within a period still to come always makes it cheaper, to the second: `cancel_at` in
    https://docs.stripe.com/api/subscriptions/update.
    """
    amount = item.amount or 0
    if end is None:
        return amount
    next_at = next_renewal(item, at)
    return amount if next_at is None or next_at <= end else part_of(amount, end - at, next_at - at)


def next_renewal(item: ItemTerms, at: Instant) -> Instant | None:
    """The end of the item's period that begins at the moment; None after the year 9999."""

    def first_from(moment: Instant, start: Instant) -> Instant | None:
        return first_renewal_from(moment, start, item.interval, item.interval_count)

    anchor = anchor_of(item, item.period_end)
    # After a trial, periods are counted from its end.
    return first_from(Instant(at + 1), anchor if first_from(at, anchor) == at else at)


def anchor_of(item: ItemTerms, period_end: Instant) -> Instant:
    """The moment that periods after this one are counted from."""
    if item.anchor is not None:
        return item.anchor
    return period_anchor(item.period_start, period_end, item.interval, item.interval_count)
