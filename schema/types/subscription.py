"""BillingSubscription: what a customer is charged for again and again."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER, BilledSubscription, find_billed
from resolvers.billing.discounts import discounts_of
from resolvers.billing.next_charges import SubscriptionCharge, charge_of, moment_of
from resolvers.billing.pending_items import PENDING_ITEMS_OF_CUSTOMER, PendingItem
from resolvers.figures.figures import StoredFigures
from resolvers.relations import CUSTOMER, INVOICES_OF_SUBSCRIPTION
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem, SoldPlan
from schema.connections.connection import Connection
from schema.connections.to_many import has_many
from schema.declarations.batched import batched
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column, derived
from schema.declarations.to_one import belongs_to
from schema.types.cancellation import Cancellation, cancellation_of
from schema.types.cancellation_preview import CancellationPreview, cancellation_preview
from schema.types.discount import Discount
from schema.types.invoice import Invoice
from schema.types.money import Money
from schema.types.next_charge import NextCharge
from schema.types.node import Node, updated_at
from schema.types.plan import Plan
from schema.types.subscription_item import SubscriptionItem
from schema.types.subscription_pause import SubscriptionPause, pause_of

if TYPE_CHECKING:
    from schema.types.customer import Customer


def _plan(items: list[PlannedItem]) -> SoldPlan:
    return items[0].plan


def _quantity(items: list[PlannedItem]) -> int | None:
    return items[0].quantity


def _amount(items: list[PlannedItem], currency: str) -> Amount | None:
    amounts = [item.amount for item in items if item.amount is not None]
    intervals = {(item.plan.interval, item.plan.interval_count) for item in items}
    return Amount(sum(amounts), currency) if len(amounts) == len(items) and len(intervals) == 1 else None


def _items(items: list[PlannedItem], current_period_end: Instant) -> list[PlannedItem]:
    return [
        item if item.current_period_end is not None else item._replace(current_period_end=current_period_end)
        for item in items
    ]


def _next_charge(
    subscriptions: list[BilledSubscription], pending: list[PendingItem], subscription_id: str, now: Instant
) -> SubscriptionCharge | None:
    billed = find_billed(subscriptions, subscription_id)
    return None if billed is None else charge_of(billed, pending, now)


@row_type(Subscription, "What a customer is charged for again each period.", name="BillingSubscription")
class BillingSubscription(Node):
    id: strawberry.ID = column("id", "The subscription's id.")
    status: SubscriptionStatus = column("status", "Where it stands.")
    plan: Plan = batched(ITEMS_OF_SUBSCRIPTION, function=_plan, description="The first item's plan.")
    items: list[SubscriptionItem] = batched(
        ITEMS_OF_SUBSCRIPTION,
        function=_items,
        columns=("current_period_end",),
        description="All that it charges for.",
    )
    quantity: int | None = batched(
        ITEMS_OF_SUBSCRIPTION, function=_quantity, description="The first item's quantity; null where it is metered."
    )
    amount: Money | None = batched(
        ITEMS_OF_SUBSCRIPTION,
        function=_amount,
        columns=("currency",),
        description="A period's amount over all items, before discounts and tax; null where items have different "
        "intervals, are metered, or have a price that is not known.",
    )
    discounts: list[Discount] = batched(
        BILLING_OF_CUSTOMER,
        function=discounts_of,
        key="customer_id",
        columns=("id",),
        needs=(Need.NOW,),
        description="What lowers its charges: its own discounts in the order in which they apply, then those of its "
        "items. Without any, the customer's discount applies. Empty once it has ended.",
    )
    current_period_start: Instant = column("current_period_start", "Where the period that is paid for begins.")
    current_period_end: Instant = column("current_period_end", "Where the period that is paid for ends.")
    next_billing_at: Instant | None = batched(
        BILLING_OF_CUSTOMER,
        function=moment_of,
        stored=StoredFigures.moment_of,
        key="customer_id",
        columns=("id",),
        needs=(Need.NOW,),
        description="When the customer is charged next, `nextCharge.at`; null when that will not happen.",
    )
    next_charge: NextCharge | None = batched(
        BILLING_OF_CUSTOMER,
        PENDING_ITEMS_OF_CUSTOMER,
        function=_next_charge,
        key="customer_id",
        columns=("id",),
        needs=(Need.NOW,),
        description="The next charge, with its amount; null when none will come: it ends, is paused or unpaid.",
    )
    paused: SubscriptionPause | None = derived(
        pause_of,
        "pause_behavior",
        "pause_resumes_at",
        needs=(Need.NOW,),
        description="Collection is paused, whatever the status; null when it is not.",
    )
    trial_end: Instant | None = column("trial_end", "When the trial ends or ended; null without one.")
    schedule_id: strawberry.ID | None = column(
        "schedule_id", "Set where a schedule of the platform decides what comes."
    )
    cancel_at: Instant | None = column("cancel_at", "When it will end, if a cancellation is scheduled.")
    canceled_at: Instant | None = column("canceled_at", "When it was cancelled.")
    ended_at: Instant | None = column("ended_at", "When it ended.")
    cancellation: Cancellation | None = derived(
        cancellation_of,
        "cancellation_cause",
        "cancellation_requested_at",
        "cancellation_requested_by",
        "cancellation_reason",
        "cancellation_comment",
        needs=(Need.CONTEXT,),
        description="Why it ends or ended, and who asked for it; null while it continues with no end scheduled.",
    )
    created_at: Instant = column("created_at", "When it was created.")
    updated_at: Instant = updated_at("changed_here_at", "ended_at")
    customer: Annotated["Customer", strawberry.lazy("schema.types.customer")] = belongs_to(
        CUSTOMER, "customer_id", "Who is charged."
    )
    invoices: Connection[Invoice] = has_many(INVOICES_OF_SUBSCRIPTION, "What it was billed with, newest first.")
    cancellation_preview: CancellationPreview = cancellation_preview(
        "What `cancelSubscription` with the same arguments would lead to."
    )
