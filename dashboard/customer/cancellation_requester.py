"""Who asked for a cancellation, and when: whoever comes second reads who was first."""

from dashboard.session.view import View
from models.billing.subscription import Subscription


def describe_request(view: View, subscription: Subscription) -> str:
    """A sentence with a space before it; empty where neither is known."""
    by, at = subscription.cancellation_requested_by, subscription.cancellation_requested_at
    if by is None and at is None:
        return ""
    who = "" if by is None else f" by {'you' if by == view.viewer.name else by}"
    when = "" if at is None else f" on {view.formats.moment(at)}"
    return f" Requested{who}{when}."


def is_by_another(view: View, subscription: Subscription) -> bool:
    """Whether somebody else asked for it, as far as is known."""
    return subscription.cancellation_requested_by not in (None, view.viewer.name)
