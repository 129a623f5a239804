"""The bar chart of monthly payments, as numbers that the template draws."""

from typing import NamedTuple

from dashboard.page.formats import Formats
from models.values.instant import Instant
from resolvers.payments.monthly_payments import MonthlyPayments, last_months

WIDTH = 360
HEIGHT = 56


class Bar(NamedTuple):
    """A month's bar; `x`, `step` and `height` are in the drawing's units."""

    month: str
    amount: str
    x: int
    step: int
    height: int


class Chart(NamedTuple):
    """The months of one currency, oldest first."""

    currency: str
    total: str
    summary: str
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT


def draw_chart(paid: MonthlyPayments, now: Instant, formats: Formats) -> Chart:
    """The chart of one currency's months in UTC; the last is the month of `now`."""
    currency, amounts = paid
    highest = max(*amounts, 1)
    step = WIDTH // len(amounts)
    bars = [
        Bar(
            month=formats.month(begins),
            amount=formats.money(amount, currency),
            x=index * step,
            step=step,
            # Even the smallest payment is visible.
            height=max(2, round(amount / highest * HEIGHT)) if amount > 0 else 0,
        )
        for index, (begins, amount) in enumerate(zip(last_months(now), amounts, strict=True))
    ]
    total, most = formats.money(sum(amounts), currency), formats.money(max(amounts), currency)
    summary = f"{total} paid from {bars[0].month} to {bars[-1].month}, up to {most} a month"
    return Chart(currency, total, summary, bars)
