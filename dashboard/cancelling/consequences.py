"""The consequences of a cancellation in words, before it happens."""

from dashboard.page.formats import Formats
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import Instant
from resolvers.subscriptions.cancellation_previews import CancellationPreview

# No date is known on which these are charged next. What is said of it: where they end now, and where they end later.
UNBILLED = {
    SubscriptionStatus.PAST_DUE: (
        "Its last charge failed, and no other follows.",
        "Its last charge failed: others may be tried until then.",
    ),
    SubscriptionStatus.UNPAID: (
        "Its charges failed, and no other follows.",
        "Its charges failed: others may be tried until then.",
    ),
    SubscriptionStatus.INCOMPLETE: (
        "Its first charge has not succeeded, and no other follows.",
        "Its first charge has not succeeded: it may be tried until then.",
    ),
    SubscriptionStatus.PAUSED: (
        "It is paused, and is not charged again.",
        "It is paused: until then it is charged only if the pause ends.",
    ),
}


def describe_end_now(formats: Formats, subscription: Subscription, preview: CancellationPreview, now: Instant) -> str:
    """What happens where the subscription ends at once."""
    return (
        f"It ends at once. {_charges_stopped(formats, subscription, preview)}{_last_charge(formats, subscription, now)}"
    )


def describe_later_end(formats: Formats, subscription: Subscription, preview: CancellationPreview) -> str:
    """What happens where the subscription ends at the time that the preview names."""
    goes_on = "stays active" if subscription.status is SubscriptionStatus.ACTIVE else "goes on"
    until = formats.moment(preview.effective_at)
    return f"It {goes_on} until {until}. {_charges_until(formats, subscription, preview)}"


def describe_open_invoices(formats: Formats, preview: CancellationPreview) -> str | None:
    """The open invoices, which a cancellation does not void; None where there are none."""
    count = preview.open_invoice_count
    if not count:
        return None
    amount = formats.money(*preview.open_amount)
    if count == 1:
        return f"One open invoice of {amount} stays due: cancelling doesn’t void it."
    return f"{formats.number(count)} open invoices of {amount} in all stay due: cancelling doesn’t void them."


def _charges_stopped(formats: Formats, subscription: Subscription, preview: CancellationPreview) -> str:
    if subscription.status in UNBILLED:
        return UNBILLED[subscription.status][0]
    if preview.charges_avoided_from is None:
        return "No charge was to come."
    return f"The charge on {formats.day(preview.charges_avoided_from)} and all later ones don’t happen."


def _last_charge(formats: Formats, subscription: Subscription, now: Instant) -> str:
    # Once a period is over, nothing here knows what was charged since.
    if subscription.status is not SubscriptionStatus.ACTIVE or subscription.current_period_end <= now:
        return ""
    return f" The last charge was on {formats.day(subscription.current_period_start)}."


def _charges_until(formats: Formats, subscription: Subscription, preview: CancellationPreview) -> str:
    if subscription.status in UNBILLED:
        return UNBILLED[subscription.status][1]
    end = subscription.cancel_at
    if end is not None and end < preview.effective_at:
        return f"That is later than its end on {formats.day(end)}: what falls due until then is charged."
    if preview.charges_avoided_from is None:
        return "No charge was to come after that."
    return f"The first charge that doesn’t happen is the one on {formats.day(preview.charges_avoided_from)}."
