"""BillingSubscription: what a customer is charged for again and again."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from models.billing.cancellation import CancellationReason, CancellationRequest, CancellationTiming
from models.billing.subscription import Subscription, SubscriptionStatus, next_billing_at
from models.hydration import hydrator
from models.refusal import Refusal
from models.scoped import column_names
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.context import RequestContext
from resolvers.errors import BadInput
from resolvers.relations import CUSTOMER, INVOICES_OF_SUBSCRIPTION
from resolvers.subscriptions.cancellation_previews import OPEN_INVOICES_OF_SUBSCRIPTION, OpenInvoices, preview
from resolvers.subscriptions.cancellation_previews import CancellationPreview as CancellationPreviewRow
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem, SoldPlan
from schema.connection import Connection
from schema.declarations import DECLARED, column, derived, face_of
from schema.edges import Batched, RequestInfo, batched, belongs_to, given, has_many
from schema.types.actor import actor_for
from schema.types.invoice import Invoice
from schema.types.money import Money, money
from schema.types.node import Node
from schema.types.plan import Plan
from schema.types.user_error import refusal_message

if TYPE_CHECKING:
    from schema.types.customer import Customer


@face_of(PlannedItem, "One line of a subscription.")
class SubscriptionItem:
    id: strawberry.ID = column("id", "The item's id.")
    plan: Plan = column("plan", "What it is an item of.")
    quantity: int = column("quantity", "How many.")
    amount: Money = money("amount", "A period's amount: the plan's price times the quantity.")


@strawberry.type(description="Who asked for the subscription to end, when and why.")
class Cancellation:
    requested_at: Instant = strawberry.field(description="When it was asked for.")
    requested_by: str | None = strawberry.field(
        description="The key or operator, not told to a customer; null where it is not known."
    )
    reason: CancellationReason | None = strawberry.field(description="Why the customer leaves.")
    comment: str | None = strawberry.field(description="What was said about it.")


@face_of(CancellationPreviewRow, "What a cancellation would lead to; asking for it changes nothing.")
class CancellationPreview:
    effective_at: Instant = column("effective_at", "When the subscription would end.")
    charges_avoided_from: Instant | None = column(
        "charges_avoided_from", "The first charge that would not happen; null when none would have happened anyway."
    )
    open_invoice_count: int = column("open_invoice_count", "Its open invoices, which stay due.")
    open_amount: Money = column("open_amount", "What remains to be paid on them.")


def cancellation_of(
    requested_at: Instant | None,
    canceled_at: Instant | None,
    requested_by: str | None,
    reason: CancellationReason | None,
    comment: str | None,
    context: RequestContext,
) -> Cancellation | None:
    """What is known of the request; an imported cancellation counts from when it happened."""
    moment = canceled_at if requested_at is None else requested_at
    if moment is None:
        return None
    by = actor_for(requested_by, context)
    return Cancellation(requested_at=moment, requested_by=by, reason=reason, comment=comment)


def ask_preview(
    _viewer: Viewer,
    timing: CancellationTiming = CancellationTiming.IMMEDIATELY,
    cancel_at: Instant | None = UNSET,
) -> CancellationRequest:
    """The cancellation that the arguments describe, not checked yet."""
    return CancellationRequest(timing, given(cancel_at))


def _preview(by_currency: dict[str, OpenInvoices], items: list[PlannedItem], *values: Any) -> CancellationPreviewRow:
    *columns, now, request = values
    try:
        return preview(hydrator(Subscription)(columns), request, by_currency, items, now)
    except Refusal as refusal:
        raise BadInput(refusal_message(refusal)) from refusal


PREVIEW = Batched(
    (OPEN_INVOICES_OF_SUBSCRIPTION, ITEMS_OF_SUBSCRIPTION),
    _preview,
    tuple(column_names(Subscription)),
    needs=("now",),
    ask=ask_preview,
)


def _plan(items: list[PlannedItem]) -> SoldPlan:
    return items[0].plan


def _quantity(items: list[PlannedItem]) -> int:
    return items[0].quantity


def _amount(items: list[PlannedItem], currency: str) -> Amount:
    return Amount(sum(item.amount for item in items), currency)


def _items(items: list[PlannedItem]) -> list[PlannedItem]:
    return items


@face_of(Subscription, "What a customer is charged for again each period.", name="BillingSubscription")
class BillingSubscription(Node):
    id: strawberry.ID = column("id", "The subscription's id.")
    status: SubscriptionStatus = column("status", "Where it stands.")
    plan: Plan = batched(ITEMS_OF_SUBSCRIPTION, _plan, description="The first item's plan.")
    items: list[SubscriptionItem] = batched(ITEMS_OF_SUBSCRIPTION, _items, description="All that it charges for.")
    quantity: int = batched(ITEMS_OF_SUBSCRIPTION, _quantity, description="The first item's quantity.")
    amount: Money = batched(ITEMS_OF_SUBSCRIPTION, _amount, "currency", description="A period's amount over all items.")
    current_period_start: Instant = column("current_period_start", "Where the period that is paid for begins.")
    current_period_end: Instant = column("current_period_end", "Where the period that is paid for ends.")
    next_billing_at: Instant | None = derived(
        next_billing_at,
        "status",
        "current_period_end",
        "trial_end",
        "cancel_at",
        description="When the customer is charged next; null when that will not happen.",
    )
    cancel_at: Instant | None = column("cancel_at", "When it will end, if a cancellation is scheduled.")
    canceled_at: Instant | None = column("canceled_at", "When it was canceled.")
    ended_at: Instant | None = column("ended_at", "When it ended.")
    cancellation: Cancellation | None = derived(
        cancellation_of,
        "cancellation_requested_at",
        "canceled_at",
        "cancellation_requested_by",
        "cancellation_reason",
        "cancellation_comment",
        needs=("context",),
        description="Who asked for it to end, when and why; null while nobody has.",
    )
    created_at: Instant = column("created_at", "When it was created.")
    customer: Annotated["Customer", strawberry.lazy("schema.types.customer")] = belongs_to(
        CUSTOMER, "customer_id", "Who is charged."
    )
    invoices: Connection[Invoice] = has_many(INVOICES_OF_SUBSCRIPTION, "What it was billed with, newest first.")

    @strawberry.field(
        description="What `cancelSubscription` with the same arguments would lead to.", metadata={DECLARED: PREVIEW}
    )
    async def cancellation_preview(
        self: Any,
        info: RequestInfo,
        timing: Annotated[
            CancellationTiming, strawberry.argument(description="When it would take effect.")
        ] = CancellationTiming.IMMEDIATELY,
        cancel_at: Annotated[
            Instant | None, strawberry.argument(description="The date for `ON_DATE`, and for it alone.")
        ] = UNSET,
    ) -> CancellationPreview:
        return await PREVIEW.resolve(self, info, ask_preview(info.context.viewer, timing, cancel_at))
