"""What a customer paid in each of the last 12 months and did not get back, for a chart."""

import itertools
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, and_, case, cast, func, select

from models.billing.payment_intent import PaymentIntent
from models.values.instant import Instant, from_datetime, shift, to_datetime
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
    moment = to_datetime(now)
    this_month = from_datetime(datetime(moment.year, moment.month, 1, tzinfo=UTC))
    return [shift(this_month, months=ago - MONTHS + 1) for ago in range(MONTHS)]


@dataclass(frozen=True)
class MonthlyPaymentsOfCustomer:
    """The batch that loads monthly sums by customer id: what is left of a payment counts in the month it began."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[list[MonthlyPayments]]:
        """Ordered by currency code, without currencies in which nothing was paid in these months."""
        starts = last_months(now)
        bounds = {f"month_{index}": start for index, start in enumerate([*starts, shift(starts[-1], months=1)])}
        found: dict[str, list[MonthlyPayments]] = defaultdict(list)
        for customer_id, currency, *sums in await reads.fetch(_monthly_sums, keys=keys, **bounds):
            found[customer_id].append(MonthlyPayments(currency, tuple(sums)))
        return [sorted(found[key]) for key in keys]


MONTHLY_PAYMENTS_OF_CUSTOMER = MonthlyPaymentsOfCustomer()


def _monthly_sums(scope: Scope) -> Select[Any]:
    payment = scope.table(PaymentIntent)
    net = payment.c.amount_received - payment.c.amount_refunded - payment.c.amount_disputed
    paid_at, bounds = payment.c.created_at, [number_parameter(f"month_{index}") for index in range(MONTHS + 1)]
    months = [
        func.sum(case((and_(paid_at >= start, paid_at < end), net), else_=0))
        for start, end in itertools.pairwise(bounds)
    ]
    return (
        # PostgreSQL sums bigints as numeric, which the driver would return as a Decimal.
        select(payment.c.customer_id, payment.c.currency, *(cast(month, BigInteger) for month in months))
        .where(
            scope.bounds(payment),
            among(payment.c.customer_id, "keys", scope.dialect),
            paid_at >= bounds[0],
            paid_at < bounds[-1],
            payment.c.amount_received > 0,
        )
        .group_by(payment.c.customer_id, payment.c.currency)
    )
