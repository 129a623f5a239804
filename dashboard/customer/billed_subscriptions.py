"""Subscriptions as a page shows them, with plans, prices and actions."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.session.view import View
from dashboard.wording.badges import Badge, subscription_badge
from dashboard.wording.names import interval, plan_name
from models.billing.cancellation import reason_words
from models.billing.subscription import ENDED, Subscription, SubscriptionStatus
from models.values.instant import Instant
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER
from resolvers.billing.next_charges import moment_of
from resolvers.has_many import PageOf
from resolvers.paging.page_requests import MAX_PAGE_SIZE, PageRequest
from resolvers.paging.pages import Page
from resolvers.relations import SUBSCRIPTIONS_OF_CUSTOMER
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem

RUNNING = tuple(status for status in SubscriptionStatus if status not in ENDED)
PAST = tuple(sorted(ENDED))
PAST_SHOWN = 20


class BilledItem(NamedTuple):
    """An item; `price` is for its whole quantity and one interval, `quantity` None where it is metered."""

    name: str
    quantity: int | None
    price: str
    interval: str | None

    @property
    def amount(self) -> str:
        """The price with its interval."""
        return self.price if self.interval is None else f"{self.price} / {self.interval}"


@dataclass(frozen=True, slots=True)
class BilledSubscription:
    """A subscription, its texts and its actions."""

    subscription: Subscription
    items: list[BilledItem]
    badge: Badge
    next_billing_at: Instant | None
    may_resume: bool
    cancel_url: str
    resume_url: str

    @property
    def name(self) -> str:
        """The names of the plans."""
        return " + ".join(item.name for item in self.items)

    @property
    def amount(self) -> str:
        """The prices with their intervals."""
        return " + ".join(item.amount for item in self.items)

    @property
    def ended_at(self) -> Instant | None:
        """When it ended."""
        return self.subscription.ended_at or self.subscription.canceled_at

    @property
    def why(self) -> str:
        """The reason and comment of its cancellation."""
        reason, comment = self.subscription.cancellation_reason, self.subscription.cancellation_comment
        return ": ".join(part for part in (reason_words(reason), comment) if part)


async def list_subscriptions(view: View, customer_id: str) -> tuple[Page[BilledSubscription], Page[BilledSubscription]]:
    """The running subscriptions, and the latest past ones; newest first."""
    pages = await asyncio.gather(
        _read(view, customer_id, MAX_PAGE_SIZE, RUNNING), _read(view, customer_id, PAST_SHOWN, PAST)
    )
    # Both pages are read before any items, so that one statement reads the items of all.
    running, past = await asyncio.gather(*(_bill_all(view, page) for page in pages))
    return running, past


async def bill(view: View, subscription: Subscription) -> BilledSubscription:
    """A subscription with its items; concurrent calls share their statements."""
    load, now = view.context.loaders.load, view.context.now
    items, running = await asyncio.gather(
        load(ITEMS_OF_SUBSCRIPTION, subscription.id), load(BILLING_OF_CUSTOMER, subscription.customer_id)
    )
    address = (subscription.customer_id, subscription.id)
    return BilledSubscription(
        subscription=subscription,
        items=[_item(view, planned) for planned in items],
        badge=subscription_badge(subscription),
        next_billing_at=moment_of(running, subscription.id, now),
        may_resume=subscription.cancel_at is not None,
        cancel_url=view.subscription_url(*address, "cancel"),
        resume_url=view.subscription_url(*address, "resume"),
    )


async def _read(
    view: View, customer_id: str, size: int, statuses: tuple[SubscriptionStatus, ...]
) -> Page[Subscription]:
    wanted = PageOf(SUBSCRIPTIONS_OF_CUSTOMER, PageRequest(size), statuses)
    return await view.context.loaders.load(wanted, customer_id)


async def _bill_all(view: View, page: Page[Subscription]) -> Page[BilledSubscription]:
    rows = await asyncio.gather(*(bill(view, subscription) for subscription in page.rows))
    return Page(list(rows), page.has_next, page.has_previous)


def _item(view: View, planned: PlannedItem) -> BilledItem:
    plan = planned.plan
    if planned.amount is not None:
        price = view.formats.money(planned.amount, planned.currency)
    else:
        price = "By use" if plan.is_metered else "Price not known"
    return BilledItem(plan_name(plan.product_name, plan.name), planned.quantity, price, interval(plan))
