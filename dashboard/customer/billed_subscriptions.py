"""Subscriptions as a page shows them, with plans, prices and actions."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.customer.charge_words import describe_amount, describe_discount, describe_pause
from dashboard.session.view import View
from dashboard.wording.badges import COLLECTION_PAUSED, Badge, subscription_badge
from dashboard.wording.names import interval, plan_name
from models.billing.cancellation import CancellationCause, reason_words
from models.billing.subscription import ENDED, Subscription, is_pause_over
from models.values.instant import Instant
from resolvers.billing.customer_billing import BILLING_OF_CUSTOMER
from resolvers.billing.customer_billing import BilledSubscription as BilledTerms
from resolvers.billing.discounts import discounts_on
from resolvers.billing.next_charges import SubscriptionCharge, charge_of, earliest_charge
from resolvers.billing.pending_items import PENDING_ITEMS_OF_CUSTOMER, PendingItem
from resolvers.paging.pages import Page
from resolvers.subscriptions.items import ITEMS_OF_SUBSCRIPTION, PlannedItem


class BilledItem(NamedTuple):
    """An item; `price` is for its whole quantity and one interval, `quantity` None where it is metered."""

    name: str
    quantity: int | None
    price: str
    interval: str | None

    @property
    def title(self) -> str:
        """The name with the quantity: "Team × 3"."""
        return self.name if self.quantity in (None, 1) else f"{self.name} × {self.quantity}"

    @property
    def amount(self) -> str:
        """The price with its interval."""
        return self.price if self.interval is None else f"{self.price} / {self.interval}"


@dataclass(frozen=True, slots=True)
class BilledSubscription:
    """A subscription, its texts and its actions.

    `charge_amount` is that of the next charge, or why it isn't known; at `changes_at` a schedule changes it.
    """

    subscription: Subscription
    items: list[BilledItem]
    badges: list[Badge]
    discounts: list[str]
    next_charge: SubscriptionCharge | None
    charge_amount: str | None
    pause: str | None
    changes_at: Instant | None
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
    def next_billing_at(self) -> Instant | None:
        """When it is charged next."""
        return None if self.next_charge is None else self.next_charge.at

    @property
    def ended_at(self) -> Instant | None:
        """When it ended."""
        return self.subscription.ended_at or self.subscription.canceled_at

    @property
    def why(self) -> str:
        """See `why_cancelled`."""
        return why_cancelled(self.subscription)


class Charging(NamedTuple):
    """What a customer's running subscriptions are charged by, by their ids, and what waits for an invoice."""

    running: dict[str, BilledTerms]
    pending: list[PendingItem]


def cause_words(cause: CancellationCause | None) -> str:
    """What ended a subscription, where nobody asked for it; else empty."""
    words = {
        CancellationCause.PAYMENT_FAILED: "Payment failed: nobody asked for it to end",
        CancellationCause.PAYMENT_DISPUTED: "Payment disputed: nobody asked for it to end",
    }
    return words.get(cause, "") if cause else ""


def why_cancelled(subscription: Subscription) -> str:
    """What ended it, unless somebody asked for it; the reason and comment of its cancellation."""
    words = cause_words(subscription.cancellation_cause) or reason_words(subscription.cancellation_reason)
    return ": ".join(part for part in (words, subscription.cancellation_comment) if part)


async def bill_all(view: View, customer_id: str, pages: Sequence[Page[Subscription]]) -> list[Page[BilledSubscription]]:
    """Pages of a customer's subscriptions with their items, in one statement for all of them."""
    context, ids = view.context, [subscription.id for page in pages for subscription in page.rows]
    charging = await _read_charging(view, customer_id)
    # As a batch of its own: a task for each subscription would cost more than the statement.
    items = await ITEMS_OF_SUBSCRIPTION.load(context.reads, context.now, ids) if ids else []
    of = dict(zip(ids, items, strict=True))

    def bill_page(page: Page[Subscription]) -> Page[BilledSubscription]:
        rows = [_bill(view, each, of[each.id], charging) for each in page.rows]
        return Page(rows, page.has_next, page.has_previous)

    return [bill_page(page) for page in pages]


async def bill(view: View, subscription: Subscription) -> BilledSubscription:
    """One subscription with its items."""
    items, charging = await asyncio.gather(
        view.context.loaders.load(ITEMS_OF_SUBSCRIPTION, subscription.id),
        _read_charging(view, subscription.customer_id),
    )
    return _bill(view, subscription, items, charging)


async def read_next_charge(view: View, customer_id: str) -> SubscriptionCharge | None:
    """The first charge of all the customer's subscriptions."""
    charging = await _read_charging(view, customer_id)
    return earliest_charge(charging.running.values(), charging.pending, view.context.now)


async def _read_charging(view: View, customer_id: str) -> Charging:
    load = view.context.loaders.load
    running, pending = await asyncio.gather(
        load(BILLING_OF_CUSTOMER, customer_id), load(PENDING_ITEMS_OF_CUSTOMER, customer_id)
    )
    return Charging({billed.row.id: billed for billed in running}, pending)


def _bill(view: View, subscription: Subscription, items: list[PlannedItem], charging: Charging) -> BilledSubscription:
    now, formats = view.context.now, view.formats
    billed = charging.running.get(subscription.id)
    charge = None if billed is None else charge_of(billed, charging.pending, now)
    pause = _describe_pause(view, subscription)
    address = (subscription.customer_id, subscription.id)
    return BilledSubscription(
        subscription=subscription,
        items=[_item(view, planned) for planned in items],
        badges=[subscription_badge(subscription), *([COLLECTION_PAUSED] if pause else [])],
        discounts=[] if billed is None else [describe_discount(formats, each) for each in discounts_on(billed, now)],
        next_charge=charge,
        charge_amount=None if charge is None else describe_amount(formats, charge),
        pause=pause,
        changes_at=None if billed is None else _next_phase(billed, now),
        may_resume=subscription.cancel_at is not None,
        cancel_url=view.action_url(*address, "cancel"),
        resume_url=view.action_url(*address, "resume"),
    )


def _describe_pause(view: View, subscription: Subscription) -> str | None:
    behavior, resumes_at = subscription.pause_behavior, subscription.pause_resumes_at
    if behavior is None or is_pause_over(resumes_at, view.context.now) or subscription.status in ENDED:
        return None
    return describe_pause(view.formats, behavior, resumes_at)


def _next_phase(billed: BilledTerms, now: Instant) -> Instant | None:
    """When a schedule of the platform changes it next."""
    phases = () if billed.terms.schedule is None else billed.terms.schedule.phases
    return next((phase.starts_at for phase in phases if phase.starts_at > now), None)


def _item(view: View, planned: PlannedItem) -> BilledItem:
    plan = planned.plan
    if planned.amount is not None:
        price = view.formats.money(planned.amount, planned.currency)
    else:
        price = "Usage-based" if plan.is_metered else "Price unknown"
    return BilledItem(plan_name(plan.product_name, plan.name), planned.quantity, price, interval(plan))
