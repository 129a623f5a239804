"""A customer's summary: totals by currency, current plans, the next charge, and statuses."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from models.billing.customer_status import CustomerStatus, customer_statuses, is_delinquent
from models.billing.plan import monthly_amount
from models.billing.subscription import CURRENT, RECURRING, SubscriptionStatus, next_billing_at
from models.values.instant import Instant
from resolvers.customers.summary_rows import RunningItem, SummaryRows, fetch_summary_rows
from resolvers.scopes import Reads


@dataclass(slots=True)
class Totals:
    """The totals in one currency, in minor units. `monthly_recurring` is rounded only when it is shown."""

    currency: str
    received: int = 0
    refunded: int = 0
    disputed: int = 0
    disputes_incomplete: bool = False
    paid: int = 0
    due: int = 0
    overdue: int = 0
    monthly_recurring: Fraction = Fraction(0)

    @property
    def net(self) -> int:
        """What payments brought in and nobody took back."""
        return self.received - self.refunded - self.disputed


class CurrentPlan(NamedTuple):
    """A plan of a subscription that is active, in a trial or past due."""

    subscription_id: str
    product_name: str
    name: str
    status: SubscriptionStatus
    cancel_at: Instant | None


@dataclass(slots=True)
class CustomerSummary:
    """`totals` by currency code; `plans` by subscription, newest first, then in the order of its items."""

    totals: dict[str, Totals] = field(default_factory=dict)
    plans: list[CurrentPlan] = field(default_factory=list)
    next_billing_at: Instant | None = None
    statuses: tuple[CustomerStatus, ...] = (CustomerStatus.INACTIVE,)

    @property
    def delinquent(self) -> bool:
        """Whether a subscription or an invoice is paid late."""
        return is_delinquent(self.statuses)

    def of(self, currency: str) -> Totals:
        """The totals of a currency; zeros are added for a new one."""
        return self.totals.setdefault(currency, Totals(currency))


@dataclass(frozen=True)
class SummaryOfCustomer:
    """The batch that loads summaries by customer id, in one statement."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[CustomerSummary]:
        """One summary for each customer; an empty one without payments, invoices and running subscriptions."""
        found = {key: SummaryRows([], [], []) for key in keys}
        everything = await fetch_summary_rows(reads, now, keys)
        for item in everything.items:
            found[item.customer_id].items.append(item)
        for invoices in everything.invoice_sums:
            found[invoices.customer_id].invoice_sums.append(invoices)
        for payments in everything.payment_sums:
            found[payments.customer_id].payment_sums.append(payments)
        return [_summarize(found[key]) for key in keys]


SUMMARY_OF_CUSTOMER = SummaryOfCustomer()


def _summarize(rows: SummaryRows) -> CustomerSummary:
    running = {(item.status, item.cancel_at) for item in rows.items}
    is_late = any(invoices.overdue_invoices for invoices in rows.invoice_sums)
    summary = CustomerSummary(statuses=customer_statuses(running, is_late))
    for invoices in rows.invoice_sums:
        totals = summary.of(invoices.currency)
        totals.paid, totals.due, totals.overdue = invoices.paid, invoices.due, invoices.overdue
    for payments in rows.payment_sums:
        totals = summary.of(payments.currency)
        totals.received, totals.refunded, totals.disputed = payments.received, payments.refunded, payments.disputed
        totals.disputes_incomplete = payments.incomplete > 0
    for item in sorted(rows.items, key=_sort_key, reverse=True):
        _add(summary, item)
    return summary


def _sort_key(item: RunningItem) -> tuple[Instant, str, int]:
    return item.created_at, item.subscription_id, -item.position


def _add(summary: CustomerSummary, item: RunningItem) -> None:
    charge_at = next_billing_at(item.status, item.current_period_end, item.trial_end, item.cancel_at)
    summary.next_billing_at = _earlier(summary.next_billing_at, charge_at)
    totals = summary.of(item.currency)
    # What is not known of a price counts as nothing.
    if item.status in RECURRING and item.amount and item.interval:
        totals.monthly_recurring += monthly_amount(item.amount, item.interval, item.interval_count)
    if item.status in CURRENT:
        plan = CurrentPlan(item.subscription_id, item.product_name, item.plan_name, item.status, item.cancel_at)
        summary.plans.append(plan)


def _earlier(one: Instant | None, other: Instant | None) -> Instant | None:
    return min((instant for instant in (one, other) if instant is not None), default=None)
