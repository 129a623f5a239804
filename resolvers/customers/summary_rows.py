"""The rows behind customer summaries, read in one statement: running items, sums of invoices and of payments."""

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
    literal,
    null,
    select,
    union_all,
)

from models.billing.invoice import Invoice, InvoiceStatus, overdue_clause
from models.billing.payment_intent import PaymentIntent
from models.billing.plan import BillingInterval, Plan
from models.billing.subscription import ENDED, Subscription, SubscriptionStatus
from models.billing.subscription_item import SubscriptionItem
from models.scoped import same_scope
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


class PaymentSums(NamedTuple):
    """Sums over all of a customer's payments in one currency; `incomplete` counts those with unknown disputes."""

    customer_id: str
    currency: str
    received: int
    refunded: int
    disputed: int
    incomplete: int


class SummaryRows(NamedTuple):
    """The rows of some customers, unordered."""

    items: list[RunningItem]
    invoice_sums: list[InvoiceSums]
    payment_sums: list[PaymentSums]


_ITEM_WIDTH = len(RunningItem._fields)
# What a row of the statement is: its first column.
_ITEM, _INVOICES, _PAYMENTS = range(3)


async def fetch_summary_rows(reads: Reads, now: Instant, customer_ids: list[str]) -> SummaryRows:
    """All running items, and the sums of invoices and payments, of these customers."""
    found = SummaryRows([], [], [])
    for kind, *row in await reads.fetch(_summary_rows, keys=customer_ids, now=now):
        if kind == _ITEM:
            found.items.append(RunningItem(*row[:_ITEM_WIDTH]))
        elif kind == _INVOICES:
            found.invoice_sums.append(InvoiceSums(*row[:2], *row[_ITEM_WIDTH:]))
        else:
            found.payment_sums.append(PaymentSums(*row[:2], *row[_ITEM_WIDTH:]))
    return found


def _summary_rows(scope: Scope) -> CompoundSelect[Any]:
    # A row has the columns of an item, then those of the sums: one half is null.
    return union_all(_running_items(scope), _invoice_sums(scope), _payment_sums(scope))


def _running_items(scope: Scope) -> Select[Any]:
    subscription = scope.table(Subscription, "subscription")
    item, plan = scope.table(SubscriptionItem, "item"), scope.table(Plan, "plan")
    # Every subscription has items. The outer join only keeps SQLite from starting with all items of the project.
    items = subscription.outerjoin(
        item, and_(same_scope(subscription, item), subscription.c.id == item.c.subscription_id)
    )
    return (
        select(
            literal(_ITEM),
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
    return _sums(
        scope,
        _INVOICES,
        invoice,
        invoice.c.amount_paid,
        case((is_open, remaining), else_=0),
        case((is_overdue, remaining), else_=0),
        case((is_overdue, 1), else_=0),
    )


def _payment_sums(scope: Scope) -> Select[Any]:
    payment = scope.table(PaymentIntent, "payment")
    return _sums(
        scope,
        _PAYMENTS,
        payment,
        payment.c.amount_received,
        payment.c.amount_refunded,
        payment.c.amount_disputed,
        case((payment.c.disputes_incomplete, 1), else_=0),
    )


def _sums(scope: Scope, kind: int, table: Any, *summed: Any) -> Select[Any]:
    return (
        select(
            literal(kind),
            table.c.customer_id,
            table.c.currency,
            *_nulls(String, 2),
            *_nulls(BigInteger, 4),
            *_nulls(Integer, 1),
            *_nulls(BigInteger, 1),
            *_nulls(String, 1),
            *_nulls(Integer, 1),
            *_nulls(String, 2),
            # PostgreSQL sums bigints as numeric, which the driver would return as a Decimal.
            *(cast(func.sum(each), BigInteger) for each in summed),
        )
        .where(scope.bounds(table), among(table.c.customer_id, "keys", scope.dialect))
        .group_by(table.c.customer_id, table.c.currency)
    )


def _nulls(kind: Any, columns: int) -> list[Any]:
    return [cast(null(), kind) for _ in range(columns)]
