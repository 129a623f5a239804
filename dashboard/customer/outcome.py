"""The outcome of a change in words, written from the subscription as it is now: so a reload tells the truth too."""

from typing import NamedTuple

from dashboard.customer.billed_subscriptions import BilledSubscription, bill
from dashboard.customer.cancellation_requester import describe_request, is_by_another
from dashboard.session.view import View
from dashboard.wording.badges import Tone
from models.access.permissions import Permission
from models.billing.subscription import ENDED, SubscriptionStatus
from resolvers.relations import SUBSCRIPTION

CHANGED = "changed"


class Outcome(NamedTuple):
    """One or two sentences; `undo` is the subscription if its scheduled cancellation can be taken back."""

    text: str
    tone: Tone
    undo: BilledSubscription | None = None


async def describe_outcome(
    view: View, customer_id: str, subscription_id: str, shown: list[BilledSubscription]
) -> Outcome | None:
    """How the changed subscription is now; None where none was changed, and for one that is not this customer's.

    One that is not among those `shown` on the page is read.
    """
    if not subscription_id:
        return None
    known = next((billed for billed in shown if billed.subscription.id == subscription_id), None)
    if known is not None:
        return _describe(view, known)
    subscription = await view.context.loaders.load(SUBSCRIPTION, subscription_id)
    if subscription is None or subscription.customer_id != customer_id:
        return None
    return _describe(view, await bill(view, subscription))


def _describe(view: View, billed: BilledSubscription) -> Outcome:
    subscription = billed.subscription
    if subscription.status is SubscriptionStatus.INCOMPLETE_EXPIRED:
        return Outcome(f"{billed.name} expired before its first payment. It won’t be charged again.", Tone.PAST)
    if subscription.status in ENDED:
        when = "" if billed.ended_at is None else f" on {view.formats.moment(billed.ended_at)}"
        return Outcome(f"{billed.name} was cancelled{when}. It won’t be charged again.{_by(view, billed)}", Tone.GOOD)
    if subscription.cancel_at is not None:
        when = view.formats.moment(subscription.cancel_at)
        undo = billed if view.may(Permission.RESUME_SUBSCRIPTION) else None
        return Outcome(f"{billed.name} is scheduled to end on {when}.{_by(view, billed)}", Tone.GOOD, undo)
    next_billing = (
        "" if billed.next_billing_at is None else f" Next charge: {view.formats.day(billed.next_billing_at)}."
    )
    return Outcome(f"{billed.name} will continue: no cancellation is scheduled.{next_billing}", Tone.GOOD)


def _by(view: View, billed: BilledSubscription) -> str:
    # Where two asked at once, the second one reads who was first.
    subscription = billed.subscription
    return describe_request(view, subscription) if is_by_another(view, subscription) else ""
