"""How a customer stands: totals for each currency, the next charge, and whether something is owed late."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    null,
    select,
    union_all,
)

from models.instant import Instant
from models.invoice import Invoice, InvoiceStatus, overdue_clause
from models.plan import BillingInterval, Plan, monthly_amount
from models.statements import among
from models.subscription import (
    DELINQUENT,
    ENDED,
    RECURRING,
    Subscription,
    SubscriptionStatus,
    next_billing_at,
)
from models.subscription_item import SubscriptionItem
from resolvers.scopes import Reads, Scope, number_parameter
from resolvers.subscription_items import is_plan_of


@dataclass(slots=True)
class Totals:
    """One currency's, in minor units; `monthly_recurring` is exact until it is shown."""

    currency: str
    paid: int = 0
    due: int = 0
    overdue: int = 0
    monthly_recurring: Fraction = Fraction(0)


@dataclass(slots=True)
class Standing:
    """`totals` by currency code."""

    totals: dict[str, Totals] = field(default_factory=dict)
    next_billing_at: Instant | None = None
    delinquent: bool = False

    def of(self, currency: str) -> Totals:
        """The totals of a currency, begun when it is first met."""
        return self.totals.setdefault(currency, Totals(currency))


@dataclass(frozen=True)
class StandingOfCustomer:
    """A batch keyed by the customer's id: all of it comes in one statement."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Standing]:
        """One standing a customer, empty for one with no invoice and no running subscription."""
        standings: dict[str, Standing] = defaultdict(Standing)
        for row in map(_StandingRow._make, await reads.fetch(_standing_rows, keys=keys, now=now)):
            _add(standings[row.customer_id], row)
        return [standings[key] for key in keys]


STANDING_OF_CUSTOMER = StandingOfCustomer()


class _StandingRow(NamedTuple):
    """Either an item of a running subscription (`status` is set) or a currency's sums over the invoices."""

    customer_id: str
    currency: str
    status: SubscriptionStatus | None
    current_period_end: Instant
    trial_end: Instant | None
    cancel_at: Instant | None
    amount: int
    interval: BillingInterval
    interval_count: int
    paid: int
    due: int
    overdue: int
    overdue_invoices: int


def _add(standing: Standing, row: _StandingRow) -> None:
    totals = standing.of(row.currency)
    if row.status is None:
        totals.paid, totals.due, totals.overdue = row.paid, row.due, row.overdue
        standing.delinquent |= row.overdue_invoices > 0
        return
    charge_at = next_billing_at(row.status, row.current_period_end, row.trial_end, row.cancel_at)
    standing.next_billing_at = _earlier(standing.next_billing_at, charge_at)
    standing.delinquent |= row.status in DELINQUENT
    if row.status in RECURRING:
        totals.monthly_recurring += monthly_amount(row.amount, row.interval, row.interval_count)


def _earlier(one: Instant | None, other: Instant | None) -> Instant | None:
    return min((instant for instant in (one, other) if instant is not None), default=None)


def _standing_rows(scope: Scope) -> CompoundSelect[Any]:
    return union_all(_running_items(scope), _invoice_sums(scope))


def _running_items(scope: Scope) -> Select[Any]:
    subscription = scope.table(Subscription, "subscription")
    item, plan = scope.table(SubscriptionItem, "item"), scope.table(Plan, "plan")
    same_scope = and_(subscription.c.project_id == item.c.project_id, subscription.c.live_mode == item.c.live_mode)
    # Every subscription has items, but an outer join is what keeps SQLite from beginning with all of the project's.
    items = subscription.outerjoin(item, and_(same_scope, subscription.c.id == item.c.subscription_id))
    return (
        select(
            subscription.c.customer_id,
            item.c.currency,
            subscription.c.status,
            subscription.c.current_period_end,
            subscription.c.trial_end,
            subscription.c.cancel_at,
            item.c.amount,
            plan.c.interval,
            plan.c.interval_count,
            *_nothing(4),
        )
        .select_from(items.outerjoin(plan, is_plan_of(item, plan)))
        .where(
            scope.bounds(subscription),
            among(subscription.c.customer_id, "keys", scope.dialect),
            *(subscription.c.status != status for status in sorted(ENDED)),
        )
    )


def _invoice_sums(scope: Scope) -> Select[Any]:
    invoice = scope.table(Invoice, "invoice")
    is_open = invoice.c.status == InvoiceStatus.OPEN
    is_overdue = overdue_clause(invoice.c, number_parameter("now"))
    remaining = invoice.c.amount_remaining
    return (
        select(
            invoice.c.customer_id,
            invoice.c.currency,
            cast(null(), String),
            *_nothing(4),
            cast(null(), String),
            *_nothing(1),
            _sum(invoice.c.amount_paid),
            _sum(case((is_open, remaining), else_=0)),
            _sum(case((is_overdue, remaining), else_=0)),
            _sum(case((is_overdue, 1), else_=0)),
        )
        .where(scope.bounds(invoice), among(invoice.c.customer_id, "keys", scope.dialect))
        .group_by(invoice.c.customer_id, invoice.c.currency)
    )


def _sum(expression: Any) -> Any:
    # PostgreSQL sums bigints as numeric, which the driver would give as a Decimal.
    return cast(func.sum(expression), BigInteger)


def _nothing(columns: int) -> list[Any]:
    return [cast(null(), BigInteger) for _ in range(columns)]
