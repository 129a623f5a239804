"""A customer's summary: totals by currency, current plans, the next charge, and statuses."""

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

from models.billing.customer_status import CustomerStatus, Standing, customer_statuses, is_delinquent
from models.billing.subscription import CURRENT, SubscriptionStatus
from models.values.instant import Instant
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER, BilledSubscription
from resolvers.billing.next_charges import earliest_moment
from resolvers.context import RequestContext
from resolvers.customers.sums import SUMS_AND_RISKS_OF_CUSTOMER, AwaitedResponse, CustomerSums
from resolvers.customers.totals import Totals, customer_totals


class CurrentPlan(NamedTuple):
    """A plan of a subscription that is active, in a trial or past due."""

    subscription_id: str
    product_name: str
    name: str
    status: SubscriptionStatus
    cancel_at: Instant | None


class CustomerSummary(NamedTuple):
    """`totals` by currency code; `plans` by subscription, newest first, then in the order of its items.

    `has_unpaid` tells of a subscription that is unpaid, `awaited` are the disputes to respond to, unordered.
    """

    totals: list[Totals]
    plans: list[CurrentPlan]
    next_billing_at: Instant | None
    statuses: tuple[CustomerStatus, ...]
    has_unpaid: bool
    awaited: list[AwaitedResponse]


async def load_summary(context: RequestContext, customer_id: str) -> CustomerSummary:
    """The summary of one customer; concurrent calls share their statements."""
    load = context.loaders.load
    sums, subscriptions = await asyncio.gather(
        load(SUMS_AND_RISKS_OF_CUSTOMER, customer_id), load(BILLING_OF_CUSTOMER, customer_id)
    )
    return CustomerSummary(
        totals=customer_totals(sums, subscriptions, context.now),
        plans=[plan for billed in subscriptions for plan in _current_plans(billed)],
        next_billing_at=earliest_moment(subscriptions, context.now),
        statuses=_statuses(sums, subscriptions, context.now),
        has_unpaid=any(billed.row.status is SubscriptionStatus.UNPAID for billed in subscriptions),
        awaited=sums.awaited,
    )


def is_late(sums: CustomerSums, subscriptions: Iterable[BilledSubscription]) -> bool:
    """Whether the customer pays a subscription or an invoice late."""
    return is_delinquent((billed.row.status for billed in subscriptions), sums.has_overdue_invoice)


def _statuses(
    sums: CustomerSums, subscriptions: Iterable[BilledSubscription], now: Instant
) -> tuple[CustomerStatus, ...]:
    return customer_statuses(
        [_standing(billed, now) for billed in subscriptions],
        has_overdue_invoice=sums.has_overdue_invoice,
        has_dispute=sums.has_dispute,
        has_ending_card=bool(sums.ending_cards),
    )


def _standing(billed: BilledSubscription, now: Instant) -> Standing:
    pause = billed.terms.pause
    return Standing(billed.row.status, billed.row.cancel_at, pause is not None and not pause.is_over(now))


def _current_plans(billed: BilledSubscription) -> list[CurrentPlan]:
    row = billed.row
    if row.status not in CURRENT:
        return []
    plans = [item.plan for item in billed.items if item.plan is not None]
    return [CurrentPlan(row.id, plan.product_name, plan.name, row.status, row.cancel_at) for plan in plans]
