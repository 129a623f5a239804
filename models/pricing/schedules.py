"""How a schedule has changed a subscription by the time of a charge."""

from models.billing.subscription import SubscriptionStatus
from models.pricing.proration import next_renewal
from models.pricing.terms import ItemTerms, Phase, Schedule, ScheduleEnd, SubscriptionTerms
from models.values.instant import Instant


class ScheduleNotKnown(Exception):
    """The charge depends on a schedule that is not known well enough."""


def follow_schedule(terms: SubscriptionTerms, at: Instant, now: Instant) -> SubscriptionTerms:
    """The terms at the moment; the subscription must not have ended by then.

    Raises ScheduleNotKnown for an unknown schedule, for a phase that begins within a period, and for an end within
    one: how that period is corrected is not known in advance.
    """
    schedule = terms.schedule
    if not terms.is_scheduled:
        return terms
    if schedule is None or not schedule.phases or schedule.is_unknown_from(at):
        raise ScheduleNotKnown
    to_begin = [phase for phase in schedule.phases if now < phase.starts_at <= at]
    followed = _begin(terms, to_begin, at) if to_begin else terms
    if _ends_within_a_period(schedule, followed, at):
        raise ScheduleNotKnown
    return followed


def follow_to_end(terms: SubscriptionTerms, at: Instant, now: Instant) -> SubscriptionTerms:
    """The terms of the invoice at the scheduled end, which has no new period: the use of the last one alone.

    Use within a trial is free. Raises ScheduleNotKnown as `follow_schedule` does.
    """
    schedule = terms.schedule
    if terms.is_scheduled and (schedule is None or not schedule.phases):
        raise ScheduleNotKnown
    if schedule is not None and any(now < phase.starts_at < at for phase in schedule.phases):
        raise ScheduleNotKnown
    is_trial = terms.status is SubscriptionStatus.TRIALING
    return terms._replace(items=tuple(item for item in terms.items if item.is_metered and not is_trial))


def _begin(terms: SubscriptionTerms, phases: list[Phase], at: Instant) -> SubscriptionTerms:
    phase = phases[0]
    is_renewal = all(item.period_end == at for item in terms.items)
    if len(phases) > 1 or phase.starts_at != at or phase.items is None or not is_renewal:
        raise ScheduleNotKnown
    # Use until then is charged then; later use is charged at the end of the period that begins.
    metered = [item for item in terms.items if item.is_metered]
    sold = [_counted_on(item, terms.items) for item in phase.items if not item.is_metered]
    return terms._replace(
        items=(*metered, *sold),
        discounts=phase.discounts,
        # Nothing says whether rates that a phase does not name still apply.
        tax_rates=phase.tax_rates or tuple(None for _ in terms.tax_rates),
        automatic_tax=terms.automatic_tax if phase.automatic_tax is None else phase.automatic_tax,
    )


def _counted_on(item: ItemTerms, before: tuple[ItemTerms, ...]) -> ItemTerms:
    """With the period of an item of the same interval, from which later ones are counted."""
    for each in before:
        if (each.interval, each.interval_count) == (item.interval, item.interval_count):
            return item._replace(period_start=each.period_start, period_end=each.period_end)
    return item


def _ends_within_a_period(schedule: Schedule, terms: SubscriptionTerms, at: Instant) -> bool:
    if schedule.end is not ScheduleEnd.CANCEL or terms.cancel_at is not None:
        return False
    ends_at = schedule.phases[-1].ends_at
    renewals = (next_renewal(item, at) for item in terms.items if item.period_end == at)
    return any(renewal is not None and ends_at < renewal for renewal in renewals)
