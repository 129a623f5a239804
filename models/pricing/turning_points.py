"""The moments at which the clock alone changes what a subscription brings or will charge."""

from collections.abc import Iterator

from models.pricing.charge_moments import next_charge_at
from models.pricing.terms import PayerTerms, SubscriptionTerms
from models.values.instant import Instant


def turning_points(terms: SubscriptionTerms, payer: PayerTerms, now: Instant) -> list[Instant]:
    """All with which `next_charge` and `monthly_recurring` compare the present; between two of them both stay."""
    return [each for each in _turning_points(terms, payer, now) if each is not None]


def _turning_points(terms: SubscriptionTerms, payer: PayerTerms, now: Instant) -> Iterator[Instant | None]:
    yield next_charge_at(terms, payer, now)
    yield terms.cancel_at
    yield terms.ends_at
    if terms.pause is not None:
        yield terms.pause.resumes_at
    if terms.schedule is not None:
        yield from (phase.starts_at for phase in terms.schedule.phases)
    for discounts in (terms.discounts, payer.discounts, *(item.discounts for item in terms.items)):
        for discount in discounts:
            if discount is not None:
                yield from (discount.starts_at, discount.ends_at)
