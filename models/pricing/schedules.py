"""What a schedule makes of a subscription by the time of a charge."""

from models.pricing.terms import ItemTerms, Phase, SubscriptionTerms
from models.values.instant import Instant


class ScheduleNotKnown(Exception):
    """What will be charged then depends on a schedule of which not enough is known."""


def follow_schedule(terms: SubscriptionTerms, at: Instant) -> SubscriptionTerms:
    """The terms that are charged at the moment, which the subscription must live to see.

    Raises ScheduleNotKnown for an unknown schedule, and for a phase that begins within a period: its prorations
    are made when it begins.
    """
    if not terms.is_scheduled:
        return terms
    if terms.schedule is None or not terms.schedule.phases:
        raise ScheduleNotKnown
    phases = terms.schedule.phases
    if at >= phases[-1].ends_at:
        # Released within a period, it goes on with the last phase's items from there.
        return _in_phase(terms, phases[-1], phases, at)
    phase = next((each for each in phases if each.starts_at <= at < each.ends_at), None)
    if phase is None:
        raise ScheduleNotKnown
    return _in_phase(terms, phase, phases, at)


def _in_phase(terms: SubscriptionTerms, phase: Phase, phases: tuple[Phase, ...], at: Instant) -> SubscriptionTerms:
    if all(item.period_start >= phase.starts_at for item in terms.items):
        return terms
    if phase.starts_at != at or phase is phases[0] or phase.items is None:
        raise ScheduleNotKnown
    discounts = terms.discounts if phase.discounts is None else phase.discounts
    return terms._replace(items=_with_periods(phase.items, terms), discounts=discounts)


def _with_periods(items: tuple[ItemTerms, ...], terms: SubscriptionTerms) -> tuple[ItemTerms, ...]:
    first = terms.items[0]
    return tuple(item._replace(period_start=first.period_start, period_end=first.period_end) for item in items)
