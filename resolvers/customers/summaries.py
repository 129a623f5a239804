"""How a customer stands: totals for each currency, what they have, the next charge, and what is owed late."""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from models.billing.customer_status import CustomerStatus, customer_statuses, is_delinquent
from models.billing.plan import monthly_amount
from models.billing.subscription import CURRENT, RECURRING, SubscriptionStatus, next_billing_at
from models.values.instant import Instant
from resolvers.customers.summary_rows import InvoiceSums, RunningItem, fetch_standing_rows
from resolvers.scopes import Reads


@dataclass(slots=True)
class Totals:
    """One currency's, in minor units; `monthly_recurring` is exact until it is shown."""

    currency: str
    paid: int = 0
    due: int = 0
    overdue: int = 0
    monthly_recurring: Fraction = Fraction(0)


class CurrentPlan(NamedTuple):
    """A plan of a subscription that is active, in its trial or past due."""

    subscription_id: str
    product_name: str
    name: str
    status: SubscriptionStatus
    cancel_at: Instant | None


@dataclass(slots=True)
class Standing:
    """`totals` by currency code; `plans` of the newest subscription first, in the order of its items."""

    totals: dict[str, Totals] = field(default_factory=dict)
    plans: list[CurrentPlan] = field(default_factory=list)
    next_billing_at: Instant | None = None
    statuses: tuple[CustomerStatus, ...] = (CustomerStatus.INACTIVE,)

    @property
    def delinquent(self) -> bool:
        """Whether something is owed late."""
        return is_delinquent(self.statuses)

    def of(self, currency: str) -> Totals:
        """The totals of a currency, begun when it is first met."""
        return self.totals.setdefault(currency, Totals(currency))


@dataclass(frozen=True)
class StandingOfCustomer:
    """A batch keyed by the customer's id: all of it comes in one statement."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Standing]:
        """One standing a customer, empty for one with no invoice and no running subscription."""
        items_of: dict[str, list[RunningItem]] = defaultdict(list)
        sums_of: dict[str, list[InvoiceSums]] = defaultdict(list)
        items, sums = await fetch_standing_rows(reads, now, keys)
        for item in items:
            items_of[item.customer_id].append(item)
        for one in sums:
            sums_of[one.customer_id].append(one)
        return [_standing(items_of[key], sums_of[key]) for key in keys]


STANDING_OF_CUSTOMER = StandingOfCustomer()


def _standing(items: list[RunningItem], sums: list[InvoiceSums]) -> Standing:
    running = {(item.status, item.cancel_at) for item in items}
    standing = Standing(statuses=customer_statuses(running, any(one.overdue_invoices for one in sums)))
    for one in sums:
        totals = standing.of(one.currency)
        totals.paid, totals.due, totals.overdue = one.paid, one.due, one.overdue
    for item in sorted(items, key=_place, reverse=True):
        _add(standing, item)
    return standing


def _place(item: RunningItem) -> tuple[Instant, str, int]:
    return item.created_at, item.subscription_id, -item.position


def _add(standing: Standing, item: RunningItem) -> None:
    charge_at = next_billing_at(item.status, item.current_period_end, item.trial_end, item.cancel_at)
    standing.next_billing_at = _earlier(standing.next_billing_at, charge_at)
    totals = standing.of(item.currency)
    if item.status in RECURRING:
        totals.monthly_recurring += monthly_amount(item.amount, item.interval, item.interval_count)
    if item.status in CURRENT:
        plan = CurrentPlan(item.subscription_id, item.product_name, item.plan_name, item.status, item.cancel_at)
        standing.plans.append(plan)


def _earlier(one: Instant | None, other: Instant | None) -> Instant | None:
    return min((instant for instant in (one, other) if instant is not None), default=None)
