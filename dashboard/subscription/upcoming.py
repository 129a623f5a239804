"""What comes next for a subscription, moment by moment."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from dashboard.customer.billed_subscriptions import BilledSubscription
from dashboard.page.formats import Formats
from dashboard.session.view import View
from dashboard.wording.names import interval
from models.billing.subscription import Subscription, SubscriptionStatus
from models.pricing.terms import ItemTerms, Phase
from models.values.instant import Instant
from resolvers.billing.customer_billing import BilledSubscription as BilledTerms


class UpcomingEvent(NamedTuple):
    """What happens at a moment; `is_charge` marks the next charge."""

    at: Instant
    told: str
    is_charge: bool = False


def list_upcoming(view: View, shown: BilledSubscription, billed: BilledTerms) -> list[UpcomingEvent]:
    """All that is known of it, in its order."""
    now = view.context.now
    known = [*_of_charge(shown), *_of_subscription(shown, billed), *_of_schedule(view.formats, shown, billed)]
    return sorted(coming for coming in known if coming.at > now)


def _of_charge(shown: BilledSubscription) -> Iterator[UpcomingEvent]:
    if shown.next_charge is not None:
        yield UpcomingEvent(shown.next_charge.at, f"Next charge: {shown.charge_amount}", is_charge=True)


def _of_subscription(shown: BilledSubscription, billed: BilledTerms) -> Iterator[UpcomingEvent]:
    subscription = shown.subscription
    if subscription.status is SubscriptionStatus.TRIALING and subscription.trial_end is not None:
        yield UpcomingEvent(subscription.trial_end, f"The trial ends{_without_method(subscription, billed)}")
    if shown.pause and subscription.pause_resumes_at is not None:
        yield UpcomingEvent(subscription.pause_resumes_at, "Collection resumes")
    if subscription.cancel_at is not None:
        by = subscription.cancellation_requested_by
        yield UpcomingEvent(subscription.cancel_at, f"It ends{f', as requested by {by}' if by else ''}")


def _without_method(subscription: Subscription, billed: BilledTerms) -> str:
    """What a trial's end leads to where there is nothing to charge."""
    if not billed.terms.needs_method:
        return ""
    led_to = "it is paused" if subscription.trial_end_behavior == "pause" else "the subscription with it"
    return f", and {led_to}: there is no payment method"


def _of_schedule(formats: Formats, shown: BilledSubscription, billed: BilledTerms) -> Iterator[UpcomingEvent]:
    schedule = billed.terms.schedule
    if schedule is None:
        return
    for phase in schedule.phases[1:]:
        yield UpcomingEvent(phase.starts_at, f"A schedule changes the price to {_phase(formats, shown, phase)}")
    if schedule.cancels_at is not None and shown.subscription.cancel_at is None:
        yield UpcomingEvent(schedule.cancels_at, "It ends with its schedule")


def _phase(formats: Formats, shown: BilledSubscription, phase: Phase) -> str:
    if phase.items is None:
        return "an unknown amount"
    prices = [_price(formats, shown.subscription.currency, word, list(of)) for word, of in _by_interval(phase.items)]
    return " + ".join(prices)


def _by_interval(items: tuple[ItemTerms, ...]) -> Iterator[tuple[str, Iterator[ItemTerms]]]:
    return groupby(sorted(items, key=_interval), key=_interval)


def _interval(item: ItemTerms) -> str:
    return interval(item) or ""


def _price(formats: Formats, currency: str, word: str, items: list[ItemTerms]) -> str:
    if any(item.is_metered for item in items):
        return f"usage-based / {word}"
    amounts = [item.amount for item in items if item.amount is not None]
    if len(amounts) < len(items):
        return f"unknown / {word}"
    return f"{formats.money(sum(amounts), currency)} / {word}"
