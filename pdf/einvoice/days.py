"""The days of supply of an e-invoice: one day, a period, or neither."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from models.values.instant import Instant
from models.values.time_zone import day_in
from pdf.einvoice.einvoice import Period, TradeLine


class Supply(NamedTuple):
    """The lines as they are written, and when they were supplied: all on one day (BT-72), or in a period (BG-14)."""

    lines: tuple[TradeLine, ...]
    day: date | None = None
    period: Period | None = None


def find_period(start: Instant | None, end: Instant | None, zone: str) -> Period | None:
    """The days of a line, which may be one; None if they are unknown or in the wrong order."""
    if start is None or end is None or end < start:
        return None
    return Period(day_in(start, zone), day_in(end, zone))


def date_supply(lines: Sequence[TradeLine]) -> Supply:
    """A day that all lines share is said once, for the whole invoice."""
    periods = [line.period for line in lines]
    known = [period for period in periods if period]
    if not known:
        return Supply(tuple(lines))
    whole = Period(min(period.start for period in known), max(period.end for period in known))
    if whole.start == whole.end and None not in periods:
        return Supply(tuple(replace(line, period=None) for line in lines), day=whole.start)
    return Supply(tuple(lines), period=whole)
