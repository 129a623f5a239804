"""Renewals of a plan: each interval, counted on from one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.billing.plan import BillingInterval, first_renewal_from, renewal_after
from models.values.instant import DAY, Instant, parse_rfc3339, rfc3339

DAYS, WEEKS, MONTHS, YEARS = BillingInterval
START = parse_rfc3339("2026-01-31T09:30:00.000001Z")


@pytest.mark.parametrize(
    ("interval", "count", "periods", "expected"),
    [
        (DAYS, 1, 1, "2026-02-01T09:30:00.000001Z"),
        (DAYS, 10, 3, "2026-03-02T09:30:00.000001Z"),
        (WEEKS, 1, 1, "2026-02-07T09:30:00.000001Z"),
        (WEEKS, 2, 2, "2026-02-28T09:30:00.000001Z"),
        (MONTHS, 1, 1, "2026-02-28T09:30:00.000001Z"),
        (MONTHS, 1, 2, "2026-03-31T09:30:00.000001Z"),
        (MONTHS, 1, 25, "2028-02-29T09:30:00.000001Z"),
        (MONTHS, 3, 1, "2026-04-30T09:30:00.000001Z"),
        (YEARS, 1, 1, "2027-01-31T09:30:00.000001Z"),
        (YEARS, 2, 2, "2030-01-31T09:30:00.000001Z"),
    ],
)
def test_renewals_keep_the_day_and_the_time_of_day(
    interval: BillingInterval, count: int, periods: int, expected: str
) -> None:
    assert rfc3339(renewal_after(START, interval, count, periods)) == expected


def test_a_year_from_a_leap_day_is_the_28th_until_the_next_leap_day() -> None:
    start = parse_rfc3339("2028-02-29T00:00:00Z")

    renewals = [rfc3339(renewal_after(start, YEARS, 1, years)) for years in (1, 3, 4)]

    assert renewals == ["2029-02-28T00:00:00Z", "2031-02-28T00:00:00Z", "2032-02-29T00:00:00Z"]


@pytest.mark.parametrize("interval", BillingInterval)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_renewal_at_the_very_moment_is_the_first_from_it(interval: BillingInterval, count: int) -> None:
    renewal, following = (renewal_after(START, interval, count, periods) for periods in (7, 8))

    assert first_renewal_from(renewal, START, interval, count) == renewal
    assert first_renewal_from(Instant(renewal + 1), START, interval, count) == following
    assert first_renewal_from(Instant(following - 1), START, interval, count) == following


def test_a_moment_before_the_start_waits_for_the_start() -> None:
    assert first_renewal_from(Instant(START - 400 * DAY), START, MONTHS, 1) == START


@given(
    interval=st.sampled_from(BillingInterval),
    count=st.integers(1, 40),
    start=st.integers(0, 60 * 366 * DAY),
    wait=st.integers(0, 20 * 366 * DAY),
)
def test_the_first_renewal_is_what_counting_one_by_one_finds(
    interval: BillingInterval, count: int, start: int, wait: int
) -> None:
    periods = 0
    while renewal_after(Instant(start), interval, count, periods) < start + wait:
        periods += 1

    found = first_renewal_from(Instant(start + wait), Instant(start), interval, count)

    assert found == renewal_after(Instant(start), interval, count, periods)


@pytest.mark.parametrize("interval", BillingInterval)
def test_a_renewal_beyond_the_calendar_never_comes(interval: BillingInterval) -> None:
    assert first_renewal_from(Instant(START + 1), START, interval, 2**31 - 1) is None


def test_daily_renewals_of_half_a_century_are_not_counted_one_by_one() -> None:
    steps = first_renewal_from(START, parse_rfc3339("1976-01-31T09:30:00.000001Z"), DAYS, 1)

    assert steps == START
