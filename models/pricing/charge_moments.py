"""When a subscription is charged next."""

from models.billing.plan import first_renewal_from
from models.billing.subscription import SubscriptionStatus
from models.pricing.proration import anchor_of
from models.pricing.terms import ItemTerms, PayerTerms, SubscriptionTerms
from models.values.instant import Instant

_CHARGED = frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE, SubscriptionStatus.TRIALING})


def next_charge_at(terms: SubscriptionTerms, payer: PayerTerms, now: Instant) -> Instant | None:
    """When the next charge comes, whatever it will be; None where none will come."""
    at, end = _first_due_at(terms), terms.ends_at
    if at is None or (end is not None and (end < at or end <= now)):
        return None
    return at if at != end or _has_last_charge(terms, payer, at) else None


def _first_due_at(terms: SubscriptionTerms) -> Instant | None:
    if terms.status not in _CHARGED or (terms.status is SubscriptionStatus.TRIALING and terms.needs_method):
        return None
    return min((moment for item in terms.items if (moment := due_at(item, terms)) is not None), default=None)


def _has_last_charge(terms: SubscriptionTerms, payer: PayerTerms, at: Instant) -> bool:
    """Whether an end at the period's end leaves a final invoice: for the use until then, and for pending items.

    After https://docs.stripe.com/billing/subscriptions/cancel and https://docs.stripe.com/api/subscriptions/cancel.
    Use within a trial is free.
    """
    if payer.pending or payer.awaits_items:
        return True
    is_trial = terms.status is SubscriptionStatus.TRIALING
    return not is_trial and any(item.is_metered for item in due_items(terms, at))


def due_items(terms: SubscriptionTerms, at: Instant) -> tuple[ItemTerms, ...]:
    """The items that are charged at the moment by their own periods."""
    return tuple(item for item in terms.items if due_at(item, terms) == at)


def due_at(item: ItemTerms, terms: SubscriptionTerms) -> Instant | None:
    """When the item is charged next by its own periods; None while collection is paused without an end."""
    trial_end = terms.trial_end if terms.status is SubscriptionStatus.TRIALING else None
    period_end = item.period_end if trial_end is None else trial_end
    if terms.pause is None or terms.pause.is_over(period_end):
        return period_end
    resumes_at = terms.pause.resumes_at
    if resumes_at is None:
        return None
    return first_renewal_from(resumes_at, anchor_of(item, period_end), item.interval, item.interval_count)
