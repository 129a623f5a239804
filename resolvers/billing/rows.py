"""Running subscriptions with their items, plans and payers, as rows."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, or_, select

from models.billing.customer import Customer
from models.billing.invoice_item import InvoiceItem, is_pending_of
from models.billing.plan import BillingInterval, Plan
from models.billing.subscription import PauseBehavior, Subscription, SubscriptionStatus, is_running
from models.billing.subscription_item import SubscriptionItem, is_plan_of
from models.billing.subscription_schedule import ScheduleStatus, SubscriptionSchedule
from models.scoped import columns_of, same_scope
from models.values.instant import Instant
from resolvers.billing.parts import Parts, split_row
from resolvers.reads import Fetches
from resolvers.scopes import Scope, key_parameters, number_parameter, one_or_among

Ids = list[str] | None
_RUNNING = frozenset({ScheduleStatus.NOT_STARTED, ScheduleStatus.ACTIVE})


class PayerRow(NamedTuple):
    """Of the customer: `balances` by currency. `source_hash` tells whether more than the id is known."""

    id: str
    source_hash: str | None
    default_payment_method_id: str | None
    balances: dict[str, int] | None
    tax_exempt: str | None
    discount_ids: Ids


class SubscriptionRow(NamedTuple):
    """Of a subscription that has not ended."""

    id: str
    customer_id: str
    status: SubscriptionStatus
    currency: str
    created_at: Instant
    current_period_start: Instant
    current_period_end: Instant
    trial_end: Instant | None
    cancel_at: Instant | None
    pause_behavior: PauseBehavior | None
    pause_resumes_at: Instant | None
    schedule_id: str | None
    discount_ids: Ids
    tax_rate_ids: Ids
    automatic_tax: bool | None
    items_complete: bool
    default_payment_method_id: str | None
    trial_end_behavior: str | None
    collection_method: str | None


class ItemRow(NamedTuple):
    """Of one of its items; an item's own period is null where it is the subscription's."""

    position: int
    amount: int | None
    current_period_start: Instant | None
    current_period_end: Instant | None
    discount_ids: Ids
    tax_rate_ids: Ids


class PlanRow(NamedTuple):
    """Of what the item sells."""

    product_id: str | None
    product_name: str
    name: str
    interval: BillingInterval | None
    interval_count: int | None
    is_metered: bool


class ScheduleRow(NamedTuple):
    """Of the schedule that decides what comes; `phases` as in `SubscriptionSchedule`."""

    status: ScheduleStatus
    end_behavior: str | None
    phases: list[dict[str, Any]]

    @property
    def is_running(self) -> bool:
        """Whether it still decides what comes."""
        return self.status in _RUNNING


class BilledItem(NamedTuple):
    """An item with all that it is charged by; `item` and `plan` are None for a subscription without items.

    `schedule` is None without one, and where it is not known. `awaits_items` tells that the subscription is scheduled
    to end, and that invoice items wait for its last invoice.
    """

    payer: PayerRow
    subscription: SubscriptionRow
    schedule: ScheduleRow | None
    item: ItemRow | None
    plan: PlanRow | None
    awaits_items: bool


_PARTS: Parts = (
    (Customer, PayerRow),
    (Subscription, SubscriptionRow),
    (SubscriptionSchedule, ScheduleRow),
    (SubscriptionItem, ItemRow),
    (Plan, PlanRow),
)


async def fetch_billed_items(reads: Fetches, customer_ids: list[str], now: Instant | None = None) -> list[BilledItem]:
    """All items of these customers' running subscriptions, unordered, in one statement; at another moment, if given."""
    at = {} if now is None else {"now": now}
    keys = key_parameters(customer_ids)
    return [_billed_item(row) for row in await reads.fetch(_billed_items, len(customer_ids) == 1, **keys, **at)]


def _billed_item(row: Any) -> BilledItem:
    *columns, awaits_items = row
    payer, subscription, schedule, item, plan = split_row(columns, _PARTS)
    known = None if schedule.status is None else schedule
    if item.position is None:
        return BilledItem(payer, subscription, known, None, None, awaits_items)
    return BilledItem(payer, subscription, known, item, plan, awaits_items)


def _billed_items(scope: Scope, is_one: bool) -> Select[Any]:
    customer, subscription = scope.table(Customer, "payer"), scope.table(Subscription, "subscription")
    schedule = scope.table(SubscriptionSchedule, "schedule")
    item, plan = scope.table(SubscriptionItem, "item"), scope.table(Plan, "plan")
    # Every subscription has items. The outer joins only keep SQLite from starting with all items of the project.
    tables = (
        subscription.outerjoin(item, and_(same_scope(subscription, item), subscription.c.id == item.c.subscription_id))
        .outerjoin(plan, is_plan_of(item, plan))
        .outerjoin(customer, and_(same_scope(subscription, customer), subscription.c.customer_id == customer.c.id))
        .outerjoin(schedule, and_(same_scope(subscription, schedule), subscription.c.schedule_id == schedule.c.id))
    )
    aliases = (customer, subscription, schedule, item, plan)
    chosen = [columns_of(model, alias, kind._fields) for (model, kind), alias in zip(_PARTS, aliases, strict=True)]
    return (
        select(*(column for columns in chosen for column in columns), _awaits_items(scope, subscription, schedule))
        .select_from(tables)
        .where(
            scope.bounds(subscription),
            one_or_among(subscription.c.customer_id, is_one, scope),
            is_running(subscription.stored, number_parameter("now")),
        )
    )


def _awaits_items(scope: Scope, subscription: Any, schedule: Any) -> ColumnElement[bool]:
    """Whether items wait for the last invoice of a subscription that will end: looked up for no other one."""
    item = scope.table(InvoiceItem, "awaiting")
    may_end = or_(subscription.c.cancel_at.is_not(None), schedule.c.end_behavior == "cancel")
    return case((may_end, exists().where(scope.bounds(item), is_pending_of(item, subscription))), else_=false())
