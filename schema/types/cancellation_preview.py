"""CancellationPreview: what a cancellation would lead to."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.subscription import Subscription
from models.hydration import hydrator
from models.pricing.next_charge import ChargeUnknown
from models.refusal import Refusal
from models.scoped import column_names
from models.values.instant import Instant
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER, BilledSubscription
from resolvers.billing.pending_items import PENDING_ITEMS_OF_CUSTOMER, PendingItem
from resolvers.errors import BadInput
from resolvers.subscriptions.cancellation_previews import OPEN_INVOICES_OF_CUSTOMER, OpenInvoicesOf, preview
from resolvers.subscriptions.cancellation_previews import CancellationPreview as CancellationPreviewRow
from schema.declarations.arguments import given
from schema.declarations.batched import batched
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column
from schema.types.money import Money
from schema.types.user_error import refusal_message


@row_type(CancellationPreviewRow, "What a cancellation would lead to; asking for it changes nothing.")
class CancellationPreview:
    effective_at: Instant = column(
        "effective_at",
        "When the subscription would end. `AT_PERIOD_END` is the end of the period that ends first where its items "
        "have periods of their own, as the platform does it.",
    )
    charges_avoided_from: Instant | None = column(
        "charges_avoided_from", "The first charge that would not happen; null when none would have happened anyway."
    )
    charge_avoided: Money | None = column(
        "charge_avoided",
        "The amount of that charge, without pending items, which are charged anyway. Null without a charge, and where "
        "it can't be known: see `chargeUnknown`.",
    )
    charge_unknown: ChargeUnknown | None = column(
        "charge_unknown", "Why the amount of that charge can't be known; null where it is, and without a charge."
    )
    open_invoice_count: int = column("open_invoice_count", "Its open invoices, which stay due.")
    open_amount: Money = column("open_amount", "What remains to be paid on them.")


def cancellation_preview(description: str) -> Any:
    """A field of a subscription: the preview of the cancellation that its arguments describe."""
    return batched(
        OPEN_INVOICES_OF_CUSTOMER,
        BILLING_OF_CUSTOMER,
        PENDING_ITEMS_OF_CUSTOMER,
        function=_preview,
        key="customer_id",
        columns=tuple(column_names(Subscription)),
        needs=(Need.NOW,),
        ask=_ask_cancellation,
        description=description,
    )


def _ask_cancellation(
    _viewer: Viewer,
    timing: Annotated[
        CancellationTiming, strawberry.argument(description="When it would take effect.")
    ] = CancellationTiming.IMMEDIATELY,
    cancel_at: Annotated[
        Instant | None, strawberry.argument(description="The date for `ON_DATE`, and for it alone.")
    ] = UNSET,
) -> CancellationRequest:
    return CancellationRequest(timing, given(cancel_at))


def _preview(
    open_invoices: OpenInvoicesOf, subscriptions: list[BilledSubscription], pending: list[PendingItem], *values: Any
) -> CancellationPreviewRow:
    *columns, now, request = values
    try:
        return preview(hydrator(Subscription)(columns), request, open_invoices, subscriptions, pending, now)
    except Refusal as refusal:
        raise BadInput(refusal_message(refusal)) from refusal
