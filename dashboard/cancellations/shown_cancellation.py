"""What is shown of a cancellation, on the page and in the file, and of which days."""

from datetime import timedelta
from typing import NamedTuple

from dashboard.customer.billed_subscriptions import why_cancelled
from dashboard.page.query import Query
from dashboard.session.view import View
from dashboard.wording.badges import Badge, subscription_badge
from dashboard.wording.names import customer_title, plan_name
from models.values.instant import Instant
from resolvers.subscriptions.cancellation_rows import CancellationRow
from resolvers.subscriptions.cancellations import Cancelled, Span

FROM, TO = "from", "to"


class ShownCancellation(NamedTuple):
    """A subscription that was cancelled; `ends_at` is when it ends, `by` is empty where nobody is known."""

    cancelled: Cancelled
    customer: str
    name: str
    badge: Badge
    why: str
    by: str
    ends_at: Instant | None


def show_cancellation(row: CancellationRow) -> ShownCancellation:
    """The row in words."""
    subscription = row.cancelled.subscription
    return ShownCancellation(
        cancelled=row.cancelled,
        customer=subscription.customer_id if row.customer is None else customer_title(row.customer),
        name=" + ".join(plan_name(item.plan.product_name, item.plan.name) for item in row.items) or subscription.id,
        badge=subscription_badge(subscription),
        why=why_cancelled(subscription),
        by=subscription.cancellation_requested_by or "",
        ends_at=subscription.cancel_at or subscription.ended_at,
    )


def read_span(view: View, query: Query) -> Span:
    """Days are in the operator's time zone; the last one is included. Raises BadInput for what is no day."""
    begins, last, formats = query.day(FROM), query.day(TO), view.formats
    return Span(
        None if begins is None else formats.day_begins(begins),
        None if last is None else formats.day_begins(last + timedelta(days=1)),
    )
