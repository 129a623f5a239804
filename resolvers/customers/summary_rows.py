"""The rows behind customer summaries, read in one statement: items of running subscriptions, sums over invoices."""

from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Integer,
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

from models.billing.invoice import Invoice, InvoiceStatus, overdue_clause
from models.billing.plan import BillingInterval, Plan
from models.billing.subscription import ENDED, Subscription, SubscriptionStatus
from models.billing.subscription_item import SubscriptionItem
from models.values.instant import Instant
from resolvers.scopes import Reads, Scope, number_parameter
from resolvers.subscriptions.items import is_plan_of
from storage.statements import among


class RunningItem(NamedTuple):
    """An item of a subscription that has not ended, with its plan."""

    customer_id: str
    currency: str
    status: SubscriptionStatus
    subscription_id: str
    created_at: Instant
    current_period_end: Instant
    trial_end: Instant | None
    cancel_at: Instant | None
    position: int
    amount: int
    interval: BillingInterval
    interval_count: int
    product_name: str
    plan_name: str


class InvoiceSums(NamedTuple):
    """Sums over all of a customer's invoices in one currency."""

    customer_id: str
    currency: str
    paid: int
    due: int
    overdue: int
    overdue_invoices: int


_ITEM_WIDTH = len(RunningItem._fields)


async def fetch_summary_rows(
    reads: Reads, now: Instant, customer_ids: list[str]
) -> tuple[list[RunningItem], list[InvoiceSums]]:
    """All running items and invoice sums of these customers, unordered."""
    items, sums = [], []
    for row in await reads.fetch(_summary_rows, keys=customer_ids, now=now):
        if row[2] is None:
            sums.append(InvoiceSums(*row[:2], *row[_ITEM_WIDTH:]))
        else:
            items.append(RunningItem(*row[:_ITEM_WIDTH]))
    return items, sums


def _summary_rows(scope: Scope) -> CompoundSelect[Any]:
    # A row has the columns of an item, then those of the sums. One half is null; only items have a `status`.
    return union_all(_running_items(scope), _invoice_sums(scope))


def _running_items(scope: Scope) -> Select[Any]:
    subscription = scope.table(Subscription, "subscription")
    item, plan = scope.table(SubscriptionItem, "item"), scope.table(Plan, "plan")
    same_scope = and_(subscription.c.project_id == item.c.project_id, subscription.c.live_mode == item.c.live_mode)
    # Every subscription has items. The outer join only keeps SQLite from starting with all items of the project.
    items = subscription.outerjoin(item, and_(same_scope, subscription.c.id == item.c.subscription_id))
    return (
        select(
            subscription.c.customer_id,
            item.c.currency,
            subscription.c.status,
            subscription.c.id,
            subscription.c.created_at,
            subscription.c.current_period_end,
            subscription.c.trial_end,
            subscription.c.cancel_at,
            item.c.position,
            item.c.amount,
            plan.c.interval,
            plan.c.interval_count,
            plan.c.product_name,
            plan.c.name,
            *_nulls(BigInteger, 4),
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
            *_nulls(String, 2),
            *_nulls(BigInteger, 4),
            *_nulls(Integer, 1),
            *_nulls(BigInteger, 1),
            *_nulls(String, 1),
            *_nulls(Integer, 1),
            *_nulls(String, 2),
            _sum(invoice.c.amount_paid),
            _sum(case((is_open, remaining), else_=0)),
            _sum(case((is_overdue, remaining), else_=0)),
            _sum(case((is_overdue, 1), else_=0)),
        )
        .where(scope.bounds(invoice), among(invoice.c.customer_id, "keys", scope.dialect))
        .group_by(invoice.c.customer_id, invoice.c.currency)
    )


def _sum(expression: Any) -> Any:
    # PostgreSQL sums bigints as numeric, which the driver would return as a Decimal.
    return cast(func.sum(expression), BigInteger)


def _nulls(kind: Any, columns: int) -> list[Any]:
    return [cast(null(), kind) for _ in range(columns)]
