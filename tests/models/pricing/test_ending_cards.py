"""When a card ends before the next charge that it pays: the rule against its definition, moment by moment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.billing.payment_method import card_end, has_expired
from models.pricing.ending_cards import ChargeToCome, Span, span_before_charge
from models.values.instant import Instant, start_of_month

MOMENTS = range(8)
_MOMENT = st.sampled_from(MOMENTS).map(Instant)


def is_within(span: Span | None, now: int) -> bool:
    return span is not None and (span.since or 0) <= now and (span.until is None or now < span.until)


@given(card_end=_MOMENT, charges=st.lists(st.builds(ChargeToCome, _MOMENT, st.none() | _MOMENT), max_size=4))
def test_it_is_so_while_the_first_charge_of_those_that_go_on_comes_after_the_cards_end(
    card_end: Instant, charges: list[ChargeToCome]
) -> None:
    span = span_before_charge(card_end, charges)

    for now in MOMENTS:
        to_come = [charge.at for charge in charges if charge.ends_at is None or charge.ends_at > now]
        assert is_within(span, now) is (to_come != [] and min(to_come) >= card_end)


@pytest.mark.parametrize(
    ("month", "year", "end"),
    [
        (11, 2026, start_of_month(2026 * 12 + 11)),
        (12, 2026, start_of_month(2027 * 12)),
        (None, 2026, None),
        (1, None, None),
        # What nobody can have, but somebody may have sent.
        (12, 9998, start_of_month(9999 * 12)),
        (1, 9999, None),
        (99, 99_999, None),
        (1, 0, start_of_month(12)),
        (-5, -5, start_of_month(12)),
    ],
)
def test_a_card_ends_when_its_last_month_is_over(month: int | None, year: int | None, end: Instant | None) -> None:
    assert card_end(month, year) == end
    if end is not None:
        assert [has_expired(month, year, Instant(end + offset)) for offset in (-1, 0)] == [False, True]
