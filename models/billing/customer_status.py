"""A customer's statuses, which lists and pages show as badges."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from models.billing.subscription import CURRENT, DELINQUENT, PAID_UP, SubscriptionStatus
from models.values.instant import Instant


class CustomerStatus(StrEnum):
    """Several can apply at once. They are ordered by severity, the most severe first."""

    PAST_DUE = "PAST_DUE"
    OVERDUE = "OVERDUE"
    CANCELLING = "CANCELLING"
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


def customer_statuses(
    subscriptions: Collection[tuple[SubscriptionStatus, Instant | None]], has_overdue_invoice: bool
) -> tuple[CustomerStatus, ...]:
    """All statuses that apply, at least one, for subscriptions given as (status, cancel_at).

    PAST_DUE: a subscription is past due or unpaid. OVERDUE: an invoice is overdue. CANCELLING: a current
    subscription has an end date. ACTIVE: one is active or in a trial. INACTIVE: none is current or unpaid.
    """
    found = {status for status, _ in subscriptions}
    applies = {
        CustomerStatus.PAST_DUE: bool(found & DELINQUENT),
        CustomerStatus.OVERDUE: has_overdue_invoice,
        CustomerStatus.CANCELLING: any(
            status in CURRENT and cancel_at is not None for status, cancel_at in subscriptions
        ),
        CustomerStatus.ACTIVE: bool(found & PAID_UP),
        CustomerStatus.INACTIVE: not found & (CURRENT | DELINQUENT),
    }
    return tuple(status for status in CustomerStatus if applies[status])


def is_delinquent(subscriptions: Iterable[SubscriptionStatus], has_overdue_invoice: bool) -> bool:
    """Whether a subscription or an invoice is paid late."""
    return has_overdue_invoice or not DELINQUENT.isdisjoint(subscriptions)
