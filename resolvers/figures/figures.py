"""A customer's figures: all that is computed for them, and until when it is valid.

The one definition, both for figures that are stored and for those that a read computes. They are stored as JSON, which
is read quickly: a figure is built from it only when asked for.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Select, func, select, text

from models.billing.invoice import IS_OPEN, Invoice
from models.pricing.next_charge import ChargeUnknown
from models.pricing.recurring import MonthlyRecurring
from models.pricing.turning_points import turning_points
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER, BilledSubscription
from resolvers.billing.next_charges import SubscriptionCharge, earliest_charge, moment_of, with_pending
from resolvers.billing.pending_items import PENDING_ITEMS_OF_CUSTOMER, PendingItem
from resolvers.customers.summaries import is_late
from resolvers.customers.sums import SUMS_OF_CUSTOMER, CustomerSums
from resolvers.customers.totals import Totals, customer_totals
from resolvers.reads import Fetches
from resolvers.scopes import Scope, number_parameter
from storage.statements import among

# Of customers with more running subscriptions every read computes the figures: the text would be too long to store.
MOST_SUBSCRIPTIONS = 50


class ComputedFigures(NamedTuple):
    """A customer's figures as JSON, None if they can't be stored, and the moment `until` which they are valid."""

    text: str | None
    until: Instant | None


class StoredFigures(NamedTuple):
    """Stored figures: each method gives what its namesake would compute now."""

    late: bool
    charge: list[Any] | None
    totals: list[list[Any]]
    moments: dict[str, Instant | None]

    @classmethod
    def read(cls, stored: str) -> "StoredFigures":
        """The figures of a stored text."""
        return cls(*orjson.loads(stored))

    def is_late(self) -> bool:
        """As `summaries.is_late`."""
        return self.late

    def earliest_charge(self, _now: Instant) -> SubscriptionCharge | None:
        """As `next_charges.earliest_charge`."""
        if self.charge is None:
            return None
        subscription_id, at, amount, currency, unknown = self.charge
        priced = None if amount is None else Amount(amount, currency)
        return SubscriptionCharge(subscription_id, at, priced, None if unknown is None else ChargeUnknown(unknown))

    def earliest_moment(self, _now: Instant) -> Instant | None:
        """As `next_charges.earliest_moment`."""
        return min((moment for moment in self.moments.values() if moment is not None), default=None)

    def moment_of(self, subscription_id: str, _now: Instant) -> Instant | None:
        """As `next_charges.moment_of`."""
        return self.moments.get(subscription_id)

    def customer_totals(self, _now: Instant) -> list[Totals]:
        """As `totals.customer_totals`."""
        return [_stored_totals(*each) for each in self.totals]


async def compute_figures(reads: Fetches, now: Instant, customer_ids: list[str]) -> dict[str, ComputedFigures]:
    """The figures of each of these customers at the moment."""
    if not customer_ids:
        return {}
    sums = await SUMS_OF_CUSTOMER.load(reads, now, customer_ids)
    billing = await BILLING_OF_CUSTOMER.load(reads, now, customer_ids)
    pending = await PENDING_ITEMS_OF_CUSTOMER.load(reads, now, customer_ids)
    due = {row[0]: row[1] for row in await reads.fetch(_next_due, keys=customer_ids)}
    return {
        key: ComputedFigures(_text(summed, billed, waiting, now), _end(billed, waiting, due.get(key), now))
        for key, summed, billed, waiting in zip(customer_ids, sums, billing, pending, strict=True)
    }


def _text(
    sums: CustomerSums, billing: list[BilledSubscription], pending: list[PendingItem], now: Instant
) -> str | None:
    if len(billing) > MOST_SUBSCRIPTIONS:
        return None
    figures = StoredFigures(
        is_late(sums, billing),
        _charge(earliest_charge(billing, pending, now)),
        [_totals(each) for each in customer_totals(sums, billing, now)],
        {each.row.id: moment_of(billing, each.row.id, now) for each in billing},
    )
    try:
        return orjson.dumps(list(figures), option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:
        # A number is beyond 64 bits, such as the denominator of what many different intervals bring in a month.
        return None


def _charge(charge: SubscriptionCharge | None) -> list[Any] | None:
    if charge is None:
        return None
    amount, currency = (None, None) if charge.amount is None else charge.amount
    return [charge.subscription_id, charge.at, amount, currency, charge.unknown]


def _totals(totals: Totals) -> list[Any]:
    recurring = [*totals.monthly_recurring.as_integer_ratio(), not totals.recurring_incomplete]
    sums = [totals.received, totals.refunded, totals.disputed, totals.disputes_incomplete]
    return [totals.currency, *sums, totals.paid, totals.due, totals.overdue, recurring]


def _stored_totals(*values: Any) -> Totals:
    *sums, recurring = values
    totals = Totals(*sums)
    totals.recurring = partial(_recurring, *recurring)
    return totals


def _recurring(numerator: int, denominator: int, is_complete: bool) -> MonthlyRecurring:
    return MonthlyRecurring(Fraction(numerator, denominator), is_complete)


def _end(
    billing: Iterable[BilledSubscription], pending: list[PendingItem], due: Instant | None, now: Instant
) -> Instant | None:
    points = [point for each in billing for point in turning_points(each.terms, with_pending(each, pending), now)]
    # What is due at a moment is late after it.
    late = [] if due is None else [Instant(due + 1)]
    return min((point for point in points + late if point > now), default=None)


def _next_due(scope: Scope) -> Select[Any]:
    """When the first of each customer's open invoices falls due that are not late by their date yet."""
    invoice = scope.table(Invoice, "to_pay")
    return (
        select(invoice.c.customer_id, func.min(invoice.c.due_at))
        .where(scope.bounds(invoice), among(invoice.c.customer_id, "keys", scope.dialect))
        # As a literal, it lets the database use the index of open invoices.
        .where(text(f"{invoice.name}.{IS_OPEN}"), invoice.c.due_at >= number_parameter("now"))
        .group_by(invoice.c.customer_id)
    )
