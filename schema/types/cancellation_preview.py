"""CancellationPreview: what a cancellation would lead to."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from models.access.viewer import Viewer
from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.billing.subscription import Subscription
from models.hydration import hydrator
from models.refusal import Refusal
from models.scoped import column_names
from models.values.instant import Instant
from resolvers.errors import BadInput
from resolvers.subscriptions.cancellation_previews import OPEN_INVOICES_OF_SUBSCRIPTION, OpenInvoices, preview
from resolvers.subscriptions.cancellation_previews import CancellationPreview as CancellationPreviewRow
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem
from schema.declarations.arguments import given
from schema.declarations.batched import batched
from schema.declarations.row_context import Need
from schema.declarations.row_types import row_type
from schema.declarations.source import column
from schema.types.money import Money
from schema.types.user_error import refusal_message


@row_type(CancellationPreviewRow, "What a cancellation would lead to; asking for it changes nothing.")
class CancellationPreview:
    effective_at: Instant = column("effective_at", "When the subscription would end.")
    charges_avoided_from: Instant | None = column(
        "charges_avoided_from", "The first charge that would not happen; null when none would have happened anyway."
    )
    open_invoice_count: int = column("open_invoice_count", "Its open invoices, which stay due.")
    open_amount: Money = column("open_amount", "What remains to be paid on them.")


def cancellation_preview(description: str) -> Any:
    """A field of a subscription: the preview of the cancellation that its arguments describe."""
    return batched(
        OPEN_INVOICES_OF_SUBSCRIPTION,
        ITEMS_OF_SUBSCRIPTION,
        through=_preview,
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


def _preview(by_currency: dict[str, OpenInvoices], items: list[PlannedItem], *values: Any) -> CancellationPreviewRow:
    *columns, now, request = values
    try:
        return preview(hydrator(Subscription)(columns), request, by_currency, items, now)
    except Refusal as refusal:
        raise BadInput(refusal_message(refusal)) from refusal
