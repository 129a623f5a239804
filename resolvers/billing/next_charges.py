"""The next charges of a customer's subscriptions."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from models.pricing.charge_moments import next_charge_at
from models.pricing.charge_parts import ChargeParts, charge_parts
from models.pricing.next_charge import ChargeUnknown, next_charge
from models.pricing.terms import PayerTerms
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.billing.customer_billing import BilledSubscription, find_billed
from resolvers.billing.pending_items import PendingItem


class SubscriptionCharge(NamedTuple):
    """The next charge of a subscription; `amount` is None where it can't be known, and `unknown` says why."""

    subscription_id: str
    at: Instant
    amount: Amount | None
    unknown: ChargeUnknown | None


def charge_of(billed: BilledSubscription, pending: Iterable[PendingItem], now: Instant) -> SubscriptionCharge | None:
    """The next charge of one subscription, as if it were the customer's next invoice; None where none will come."""
    found = next_charge(billed.terms, with_pending(billed, pending), now)
    if found is None:
        return None
    amount = None if found.amount is None else Amount(found.amount, billed.row.currency)
    return SubscriptionCharge(billed.row.id, found.at, amount, found.unknown)


def parts_of_charge(billed: BilledSubscription, pending: Iterable[PendingItem], now: Instant) -> ChargeParts | None:
    """How the amount of that charge comes about; None where there is none."""
    return charge_parts(billed.terms, with_pending(billed, pending), now)


def earliest_charge(
    subscriptions: Iterable[BilledSubscription], pending: Sequence[PendingItem], now: Instant
) -> SubscriptionCharge | None:
    """The first of the subscriptions' next charges; of two at one moment that of the first subscription.

    Only that one is priced: a customer may have hundreds.
    """
    moments = ((next_charge_at(each.terms, with_pending(each, pending), now), each) for each in subscriptions)
    coming = ((at, billed) for at, billed in moments if at is not None)
    first = min(coming, key=itemgetter(0), default=None)
    return None if first is None else charge_of(first[1], pending, now)


def moment_of(subscriptions: Iterable[BilledSubscription], subscription_id: str, now: Instant) -> Instant | None:
    """When one of the customer's subscriptions is charged next; None where it will not be."""
    billed = find_billed(subscriptions, subscription_id)
    return None if billed is None else next_charge_at(billed.terms, billed.payer, now)


def earliest_moment(subscriptions: Iterable[BilledSubscription], now: Instant) -> Instant | None:
    """When the first of them is charged; None where none will be."""
    moments = (next_charge_at(billed.terms, billed.payer, now) for billed in subscriptions)
    return min((moment for moment in moments if moment is not None), default=None)


def with_pending(billed: BilledSubscription, pending: Iterable[PendingItem]) -> PayerTerms:
    """Who pays the subscription, with the items that wait for its next invoice."""
    row = billed.row
    own = [item for item in pending if item.currency == row.currency and item.subscription_id in (None, row.id)]
    if not own:
        return billed.payer
    return billed.payer._replace(
        pending=tuple(item.line for item in own),
        pending_discounts_known=not any(None in item.discounts for item in own),
        pending_tax_known=not any(None in item.tax_rates for item in own),
    )
