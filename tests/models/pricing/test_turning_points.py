"""Between two turning points the clock changes nothing of what a subscription brings and will charge."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.billing.discount import CouponDuration
from models.billing.plan import BillingInterval
from models.billing.subscription import SubscriptionStatus
from models.pricing.discount import Discount
from models.pricing.next_charge import next_charge
from models.pricing.recurring import monthly_recurring
from models.pricing.terms import ItemTerms, Pause, PayerTerms, Phase, Schedule, ScheduleEnd, SubscriptionTerms
from models.pricing.turning_points import turning_points
from models.values.instant import DAY, Instant

_DAYS = range(0, 70, 7)
_MOMENT = st.sampled_from(_DAYS).map(lambda day: Instant(day * DAY))
_MAYBE = st.none() | _MOMENT
_DISCOUNT = st.builds(
    Discount,
    st.sampled_from(CouponDuration),
    st.sampled_from((None, Decimal(50))),
    st.just(300),
    st.just("GBP"),
    _MAYBE,
    _MAYBE,
)
_DISCOUNTS = st.lists(_DISCOUNT, max_size=2).map(tuple)


@st.composite
def _items(draw: Any) -> tuple[ItemTerms, ...]:
    end = draw(_MOMENT)
    period = (BillingInterval.WEEK, 1, Instant(end - 7 * DAY), end)
    return tuple(
        ItemTerms(amount, *period, discounts=draw(_DISCOUNTS)) for amount in draw(st.lists(st.just(1000), max_size=2))
    )


@st.composite
def _schedules(draw: Any) -> Schedule:
    starts = sorted(draw(st.sets(_MOMENT, min_size=2, max_size=4)))
    phases = [Phase(start, end, draw(_items()), draw(_DISCOUNTS)) for start, end in pairwise(starts)]
    return Schedule(tuple(phases), draw(st.sampled_from(ScheduleEnd)))


_TERMS = st.builds(
    SubscriptionTerms,
    st.sampled_from(SubscriptionStatus),
    _items(),
    trial_end=_MAYBE,
    cancel_at=_MAYBE,
    pause=st.none() | st.builds(Pause, _MAYBE),
    discounts=_DISCOUNTS,
    is_scheduled=st.booleans(),
    schedule=st.none() | _schedules(),
)
_PAYER = st.builds(PayerTerms, discounts=_DISCOUNTS, awaits_items=st.booleans())


@given(terms=_TERMS, payer=_PAYER, day=st.sampled_from(_DAYS), offset=st.sampled_from((-1, 0, 1)))
def test_nothing_changes_until_the_next_one(terms: SubscriptionTerms, payer: PayerTerms, day: int, offset: int) -> None:
    now = Instant(day * DAY + offset)
    until = min((point for point in turning_points(terms, payer, now) if point > now), default=Instant(99 * DAY))

    for later in {now, Instant((now + until) // 2), Instant(until - 1)}:
        assert next_charge(terms, payer, later) == next_charge(terms, payer, now)
        assert monthly_recurring(terms, payer, later) == monthly_recurring(terms, payer, now)
