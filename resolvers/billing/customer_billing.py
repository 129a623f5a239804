"""A customer's running subscriptions with what their charges are computed from: a batch."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from models.pricing.terms import PayerTerms, SubscriptionTerms
from models.values.instant import Instant
from resolvers.billing.references import Names, References, fetch_references
from resolvers.billing.rows import BilledItem, SubscriptionRow, fetch_billed_items
from resolvers.billing.schedules import add_names
from resolvers.billing.terms import payer_terms, subscription_terms
from resolvers.reads import Fetches


class BilledSubscription(NamedTuple):
    """A running subscription with its items; `payer` is without the lines of items that wait for an invoice.

    `references` has what is known of the discounts, rates and schedules that the rows name.
    """

    row: SubscriptionRow
    items: list[BilledItem]
    terms: SubscriptionTerms
    payer: PayerTerms
    references: References


@dataclass(frozen=True)
class BillingOfCustomer:
    """A batch keyed by the customer's id: one statement, and one more where discounts, rates or schedules are named."""

    async def load(self, reads: Fetches, now: Instant, keys: list[str]) -> list[list[BilledSubscription]]:
        """The subscriptions of each customer that have not ended, newest first."""
        rows = await fetch_billed_items(reads, keys)
        references = await fetch_references(reads, _names(rows, now))
        by_subscription: dict[str, list[BilledItem]] = defaultdict(list)
        for row in rows:
            by_subscription[row.subscription.id].append(row)
        found: dict[str, list[BilledSubscription]] = defaultdict(list)
        for items in by_subscription.values():
            found[items[0].subscription.customer_id].append(_billed(items, references))
        return [sorted(found[key], key=_age, reverse=True) for key in keys]


BILLING_OF_CUSTOMER = BillingOfCustomer()


def find_billed(subscriptions: Iterable[BilledSubscription], subscription_id: str) -> BilledSubscription | None:
    """The one with this id; None for a subscription that has ended."""
    return next((each for each in subscriptions if each.row.id == subscription_id), None)


def _billed(items: list[BilledItem], references: References) -> BilledSubscription:
    items.sort(key=_position)
    payer, subscription = items[0].payer, items[0].subscription
    terms = subscription_terms(items, references)
    paid_by = payer_terms(payer, subscription.currency, references)._replace(awaits_items=items[0].awaits_items)
    return BilledSubscription(subscription, items, terms, paid_by, references)


def _position(row: BilledItem) -> int:
    return 0 if row.item is None else row.item.position


def _age(billed: BilledSubscription) -> tuple[Instant, str]:
    return billed.row.created_at, billed.row.id


def _names(rows: list[BilledItem], now: Instant) -> Names:
    names = Names()
    for row in rows:
        names.discounts.update(row.payer.discount_ids or (), row.subscription.discount_ids or ())
        names.tax_rates.update(row.subscription.tax_rate_ids or ())
        if row.item is not None:
            names.discounts.update(row.item.discount_ids or ())
            names.tax_rates.update(row.item.tax_rate_ids or ())
        if row.schedule is not None:
            add_names(names, row.schedule, now)
    return names
