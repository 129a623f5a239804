"""Subscriptions: their periods and items, and Stripe's object in both of its shapes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.coupons import GivenDiscount
from intake.synthetic.periods import Period, list_periods, shortest_period
from intake.synthetic.prices import Price

_NO_CANCELLATION = {"comment": None, "feedback": None, "reason": None}


@dataclass(frozen=True, slots=True)
class Item:
    """A price and how many of it; of a metered one about how many in a period."""

    id: str
    price: Price
    quantity: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription with its periods so far, oldest first, the current one last."""

    id: str
    items: tuple[Item, ...]
    periods: list[Period]
    stripe: StripeObject
    discounts: list[GivenDiscount] = field(default_factory=list)


def draw_current_start(account: Account, price: Price) -> int:
    """A start that puts now between 15 and 90 % of the shortest such period."""
    length = shortest_period(price.interval, price.interval_count)
    return account.now - int(length * (0.15 + 0.75 * account.draw.random()))


def begin_subscription(
    account: Account,
    *choices: tuple[Price, int],
    periods: int,
    current_start: int | None = None,
    status: str = "active",
) -> Subscription:
    """A subscription to prices of one interval, each with a quantity; now is in the last of the periods."""
    first = choices[0][0]
    start = draw_current_start(account, first) if current_start is None else current_start
    history = list_periods(start, first.interval, first.interval_count, periods)
    return add_subscription(account, choices, history, status)


def add_subscription(
    account: Account, choices: Sequence[tuple[Price, int]], history: list[Period], status: str
) -> Subscription:
    """A subscription with these very periods."""
    draw = account.draw
    items = tuple(Item(draw.opaque_id("si_", 14), price, quantity) for price, quantity in choices)
    subscription_id = draw.opaque_id("sub_")
    stripe = _stripe_subscription(account, subscription_id, items, history, status)
    account.subscriptions.append(stripe)
    return Subscription(subscription_id, items, history, stripe)


def schedule_end(
    subscription: Subscription, at: int, requested_at: int, feedback: str | None, comment: str | None
) -> None:
    """The customer asks to end it later: at the end of the current period, or on another date."""
    subscription.stripe.update(
        {
            "cancel_at": at,
            "cancel_at_period_end": at == subscription.periods[-1].end,
            "canceled_at": requested_at,
            "cancellation_details": _details("cancellation_requested", feedback, comment),
        }
    )


def end_subscription(
    subscription: Subscription,
    at: int,
    requested_at: int,
    feedback: str | None = None,
    comment: str | None = None,
    reason: str = "cancellation_requested",
) -> None:
    """It has ended: at the customer's request, or for want of money (`payment_failed`, `payment_disputed`)."""
    subscription.stripe.update(
        {
            "status": "canceled",
            "canceled_at": requested_at,
            "ended_at": at,
            "cancellation_details": _details(reason, feedback, comment),
        }
    )


def trial_settings(missing_payment_method: str) -> StripeObject:
    """What becomes of a subscription whose trial ends without a payment method: cancel, pause or create_invoice."""
    return {"end_behavior": {"missing_payment_method": missing_payment_method}}


def _details(reason: str, feedback: str | None, comment: str | None) -> StripeObject:
    return {"comment": comment, "feedback": feedback, "reason": reason}


def _stripe_subscription(
    account: Account, subscription_id: str, items: tuple[Item, ...], history: list[Period], status: str
) -> StripeObject:
    started, current = history[0].start, history[-1]
    stripe: StripeObject = {
        "id": subscription_id,
        "object": "subscription",
        "automatic_tax": {"enabled": False},
        "billing_cycle_anchor": started,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": dict(_NO_CANCELLATION),
        "collection_method": "send_invoice" if account.terms_days else "charge_automatically",
        "created": started,
        "currency": items[0].price.currency,
        "customer": account.id,
        "days_until_due": account.terms_days,
        "default_payment_method": None if account.terms_days else account.method.id,
        "default_tax_rates": [rate.stripe for rate in account.rates],
        "description": None,
        "discounts": [],
        "ended_at": None,
        "items": _item_list(account, subscription_id, items, started, current),
        "latest_invoice": None,
        "livemode": False,
        "metadata": {},
        "pause_collection": None,
        "schedule": None,
        "start_date": started,
        "status": status,
        "trial_end": None,
        "trial_settings": trial_settings("create_invoice"),
        "trial_start": None,
    }
    if not account.modern:
        stripe |= {"current_period_start": current.start, "current_period_end": current.end}
    return stripe


def _item_list(
    account: Account, subscription_id: str, items: tuple[Item, ...], created: int, current: Period
) -> StripeObject:
    data = [_stripe_item(account, subscription_id, item, created, current) for item in items]
    url = f"/v1/subscription_items?subscription={subscription_id}"
    return {"object": "list", "data": data, "has_more": False, "total_count": len(data), "url": url}


def _stripe_item(account: Account, subscription_id: str, item: Item, created: int, current: Period) -> StripeObject:
    stripe: StripeObject = {
        "id": item.id,
        "object": "subscription_item",
        "created": created,
        "discounts": [],
        "metadata": {},
        "price": dict(item.price.stripe) if account.expands else item.price.id,
        "subscription": subscription_id,
        "tax_rates": [],
    }
    if not item.price.is_metered:
        stripe["quantity"] = item.quantity
    if account.modern:
        stripe |= {"current_period_start": current.start, "current_period_end": current.end}
    return stripe
