"""The next charges of a customer's subscriptions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from models.pricing.next_charge import ChargeUnknown, next_charge
from models.pricing.terms import PayerTerms
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.billing.customer_billing import BilledSubscription
from resolvers.billing.pending_items import PendingItem


class SubscriptionCharge(NamedTuple):
    """The next charge of a subscription; `amount` is None where it can't be known, and `unknown` says why."""

    subscription_id: str
    at: Instant
    amount: Amount | None
    unknown: ChargeUnknown | None


def charge_of(billed: BilledSubscription, pending: Iterable[PendingItem], now: Instant) -> SubscriptionCharge | None:
    """The next charge of one subscription, as if it were the customer's next invoice; None where none will come."""
    found = next_charge(billed.terms, _with_pending(billed, pending), now)
    if found is None:
        return None
    amount = None if found.amount is None else Amount(found.amount, billed.row.currency)
    return SubscriptionCharge(billed.row.id, found.at, amount, found.unknown)


def earliest_charge(
    subscriptions: Iterable[BilledSubscription], pending: Sequence[PendingItem], now: Instant
) -> SubscriptionCharge | None:
    """The first of the subscriptions' next charges; of two at one moment that of the first subscription."""
    charges = (charge_of(billed, pending, now) for billed in subscriptions)
    return min((charge for charge in charges if charge is not None), key=_moment, default=None)


def _moment(charge: SubscriptionCharge) -> Instant:
    return charge.at


def _with_pending(billed: BilledSubscription, pending: Iterable[PendingItem]) -> PayerTerms:
    row = billed.row
    own = [item for item in pending if item.currency == row.currency and item.subscription_id in (None, row.id)]
    if not own:
        return billed.payer
    return replace(
        billed.payer,
        pending=tuple(item.line for item in own),
        pending_discounts_known=not any(None in item.discounts for item in own),
        pending_tax_known=not any(None in item.tax_rates for item in own),
    )
