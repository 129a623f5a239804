"""The consequences of a cancellation in words, before it happens."""

from collections.abc import Sequence

from dashboard.customer.charge_words import UNKNOWN_AMOUNTS
from dashboard.page.formats import Formats
from models.billing.subscription import Subscription, SubscriptionStatus
from models.values.instant import Instant
from resolvers.subscriptions.cancellation_previews import CancellationPreview
from resolvers.subscriptions.items import PlannedItem

# No date is known on which these are charged next. What is said of it: where they end now, and where they end later.
UNBILLED = {
    SubscriptionStatus.UNPAID: (
        "Its charges failed, and it won’t be charged again.",
        "Its charges failed; more attempts may be made until then.",
    ),
    SubscriptionStatus.INCOMPLETE: (
        "Its first charge hasn’t succeeded, and it won’t be charged again.",
        "Its first charge hasn’t succeeded; it may be tried again until then.",
    ),
    SubscriptionStatus.PAUSED: (
        "It is paused, and won’t be charged again.",
        "It is paused, so it is charged before then only if the pause ends.",
    ),
}


def describe_end_now(formats: Formats, subscription: Subscription, preview: CancellationPreview, now: Instant) -> str:
    """What happens where the subscription ends at once."""
    stopped = _charges_stopped(formats, subscription, preview)
    return f"It ends as soon as you confirm. {stopped}{_current_period(formats, subscription, now)}"


def describe_later_end(formats: Formats, subscription: Subscription, preview: CancellationPreview) -> str:
    """What happens where the subscription ends at the time that the preview names."""
    continues = "stays active" if subscription.status is SubscriptionStatus.ACTIVE else "continues"
    until = formats.moment(preview.effective_at)
    return f"It {continues} until {until}. {_charges_until(formats, subscription, preview)}"


def describe_period_end(
    formats: Formats, subscription: Subscription, items: Sequence[PlannedItem], preview: CancellationPreview
) -> str:
    """The same for the end of the current period; it says which one counts where the items have different ones."""
    ends = {item.current_period_end or subscription.current_period_end for item in items}
    of_first = " Its items have different billing periods: the one that ends first counts." if len(ends) > 1 else ""
    return describe_later_end(formats, subscription, preview) + of_first


def describe_open_invoices(formats: Formats, preview: CancellationPreview) -> str | None:
    """The open invoices, which a cancellation does not void; None where there are none."""
    count = preview.open_invoice_count
    if not count:
        return None
    amount = formats.money(*preview.open_amount)
    if count == 1:
        return f"One open invoice for {amount} remains due: cancelling doesn’t void it."
    return f"{formats.number(count)} open invoices totalling {amount} remain due: cancelling doesn’t void them."


def _charges_stopped(formats: Formats, subscription: Subscription, preview: CancellationPreview) -> str:
    if subscription.status in UNBILLED:
        return UNBILLED[subscription.status][0]
    if preview.charges_avoided_from is None:
        return "No further charges were due."
    charge = _charge(formats, preview, preview.charges_avoided_from)
    return f"{_failed(subscription)}The charge {charge} and all later ones won’t be made.{_why_unknown(preview)}"


def _current_period(formats: Formats, subscription: Subscription, now: Instant) -> str:
    # Whether that was charged is not known: collection may have been paused. Nor is what came once the period is over.
    if subscription.status is not SubscriptionStatus.ACTIVE or subscription.current_period_end <= now:
        return ""
    return f" The current period began on {formats.day(subscription.current_period_start)}."


def _charges_until(formats: Formats, subscription: Subscription, preview: CancellationPreview) -> str:
    if subscription.status in UNBILLED:
        return UNBILLED[subscription.status][1]
    end = subscription.cancel_at
    if end is not None and end < preview.effective_at:
        return f"That is later than its scheduled end on {formats.day(end)}: anything due in between is charged."
    if preview.charges_avoided_from is None:
        return "No charges were due after that."
    charge = _charge(formats, preview, preview.charges_avoided_from)
    return f"{_failed(subscription)}The first charge that won’t be made is the one {charge}.{_why_unknown(preview)}"


def _failed(subscription: Subscription) -> str:
    return "Its last charge failed. " if subscription.status is SubscriptionStatus.PAST_DUE else ""


def _charge(formats: Formats, preview: CancellationPreview, at: Instant) -> str:
    amount = "" if preview.charge_avoided is None else f"of {formats.money(*preview.charge_avoided)} "
    return f"{amount}on {formats.day(at)}"


def _why_unknown(preview: CancellationPreview) -> str:
    return "" if preview.charge_unknown is None else f" {UNKNOWN_AMOUNTS[preview.charge_unknown]}."
