"""Moments around the tests' clock, in the seconds of the platform's API."""

from datetime import UTC, datetime

from hypothesis import strategies as st

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
DAY = 86_400
LONG_AGO = NOW - 400 * DAY
FAR_AHEAD = NOW + 4000 * DAY

past = st.integers(2, 300).map(lambda days: NOW - days * DAY)
soon = st.integers(1, 40).map(lambda days: NOW + days * DAY)


def between_periods(moment: int) -> int:
    """Half a minute later: periods end at whole minutes, so nothing happens in the very second of a renewal."""
    return moment + 30
