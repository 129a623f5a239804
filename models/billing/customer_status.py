"""A customer's statuses, which lists and pages show as badges."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from models.billing.subscription import CURRENT, DELINQUENT, PAID_UP, SubscriptionStatus
from models.values.instant import Instant


class CustomerStatus(StrEnum):
    """Several can apply at once. They are ordered by severity, the most severe first."""

    PAST_DUE = "PAST_DUE"
    OVERDUE = "OVERDUE"
    DISPUTED = "DISPUTED"
    CANCELLING = "CANCELLING"
    CARD_ENDS = "CARD_ENDS"
    PAUSED = "PAUSED"
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class Standing(NamedTuple):
    """How a subscription stands; `is_paused` tells that its payments are not collected for now."""

    status: SubscriptionStatus
    cancel_at: Instant | None = None
    is_paused: bool = False


def customer_statuses(
    subscriptions: Collection[Standing],
    *,
    has_overdue_invoice: bool = False,
    has_dispute: bool = False,
    has_ending_card: bool = False,
) -> tuple[CustomerStatus, ...]:
    """All statuses that apply, at least one.

    PAST_DUE: a subscription is past due or unpaid. OVERDUE: an invoice is overdue. DISPUTED: money is held or lost in a
    dispute. CANCELLING: a current subscription has an end date. CARD_ENDS: a card ends before the next charge that it
    pays. PAUSED: a subscription is paused, or its payments are not collected. ACTIVE: one is active or in a trial.
    INACTIVE: none is current, unpaid or paused.
    """
    found = {each.status for each in subscriptions}
    is_paused = SubscriptionStatus.PAUSED in found or any(each.is_paused for each in subscriptions)
    applies = {
        CustomerStatus.PAST_DUE: bool(found & DELINQUENT),
        CustomerStatus.OVERDUE: has_overdue_invoice,
        CustomerStatus.DISPUTED: has_dispute,
        CustomerStatus.CANCELLING: any(each.status in CURRENT and each.cancel_at is not None for each in subscriptions),
        CustomerStatus.CARD_ENDS: has_ending_card,
        CustomerStatus.PAUSED: is_paused,
        CustomerStatus.ACTIVE: bool(found & PAID_UP),
        CustomerStatus.INACTIVE: not is_paused and not found & (CURRENT | DELINQUENT),
    }
    return tuple(status for status in CustomerStatus if applies[status])


def is_delinquent(subscriptions: Iterable[SubscriptionStatus], has_overdue_invoice: bool) -> bool:
    """Whether a subscription or an invoice is paid late."""
    return has_overdue_invoice or not DELINQUENT.isdisjoint(subscriptions)
