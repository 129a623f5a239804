"""What a customer paid in each of the last 12 months and did not get back, for a chart."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from models.summaries.payment_summary import PaymentMonth
from models.values.instant import Instant, month_of, start_of_month
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter
from storage.statements import among

MONTHS = 12


class MonthlyPayments(NamedTuple):
    """What was paid in one currency, less refunds and disputes.

    `months` has minor units for each of `last_months`, oldest first.
    """

    currency: str
    months: tuple[int, ...]


def last_months(now: Instant) -> list[Instant]:
    """The start in UTC of each of the last 12 calendar months, oldest first; the last is the current month."""
    this_month = month_of(now)
    return [start_of_month(month) for month in range(this_month - MONTHS + 1, this_month + 1)]


@dataclass(frozen=True)
class MonthlyPaymentsOfCustomer:
    """The batch that loads monthly sums by customer id: what is left of a payment counts in the month it began."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[list[MonthlyPayments]]:
        """Ordered by currency code, without currencies in which nothing was paid in these months."""
        first = month_of(now) - MONTHS + 1
        found: dict[tuple[str, str], list[int]] = {}
        for customer_id, currency, month, net in await reads.fetch(
            _monthly_sums, keys=keys, first=first, last=first + MONTHS - 1
        ):
            found.setdefault((customer_id, currency), [0] * MONTHS)[month - first] = net
        charts: dict[str, list[MonthlyPayments]] = defaultdict(list)
        for (customer_id, currency), months in found.items():
            charts[customer_id].append(MonthlyPayments(currency, tuple(months)))
        return [sorted(charts[key]) for key in keys]


MONTHLY_PAYMENTS_OF_CUSTOMER = MonthlyPaymentsOfCustomer()


def _monthly_sums(scope: Scope) -> Select[Any]:
    kept = scope.table(PaymentMonth)
    return select(kept.c.customer_id, kept.c.currency, kept.c.month, kept.c.net).where(
        scope.bounds(kept),
        among(kept.c.customer_id, "keys", scope.dialect),
        kept.c.month >= number_parameter("first"),
        kept.c.month <= number_parameter("last"),
    )
