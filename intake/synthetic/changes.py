"""What changes how a subscription goes on: discounts, paused collection, a schedule, items for its next invoice."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.coupons import GivenDiscount, Offer, give_discount
from intake.synthetic.events import add_event
from intake.synthetic.periods import DAY, Period
from intake.synthetic.prices import Price
from intake.synthetic.subscriptions import Subscription


def discount_subscription(account: Account, subscription: Subscription, offer: Offer, at: int) -> None:
    """The coupon is on it from then on; one that is given once goes with the invoice of that very moment."""
    given = _give(account, offer, subscription.stripe["currency"], at, subscription=subscription.id)
    subscription.discounts.append(given)
    if given.rule.recurs or at != subscription.periods[0].start:
        _attach(account, subscription.stripe, given)


def discount_first_item(account: Account, subscription: Subscription, offer: Offer, at: int) -> None:
    """The same on one item alone."""
    item = subscription.stripe["items"]["data"][0]
    currency = subscription.stripe["currency"]
    given = _give(account, offer, currency, at, subscription=subscription.id, subscription_item=item["id"])
    subscription.discounts.append(given)
    _attach(account, item, given)


def discount_customer(account: Account, subscription: Subscription, offer: Offer, at: int) -> None:
    """One for all that the customer subscribes to; it is on this subscription's invoices too."""
    given = _give(account, offer, subscription.stripe["currency"], at)
    account.discount = given.stripe
    subscription.discounts.append(given)


def pause_collection(
    account: Account, subscription: Subscription, behavior: str, at: int, resumes_at: int | None = None
) -> None:
    """Nothing is collected from then on; the status stays."""
    subscription.stripe["pause_collection"] = {"behavior": behavior, "resumes_at": resumes_at}
    before = {"pause_collection": None}
    add_event(account, "customer.subscription.updated", at, subscription.stripe, before)


def schedule_change(account: Account, subscription: Subscription, price: Price, quantity: int) -> None:
    """From the next period on it is another price."""
    current, following = subscription.periods[-1], subscription.items[0]
    schedule = {
        "id": account.draw.opaque_id("sub_sched_"),
        "object": "subscription_schedule",
        "created": current.start,
        "current_phase": {"start_date": current.start, "end_date": current.end},
        "customer": account.id,
        "end_behavior": "release",
        "livemode": False,
        "metadata": {},
        "phases": [
            _phase(current, following.price, following.quantity),
            _phase(Period(current.end, current.end + 365 * DAY), price, quantity),
        ],
        "status": "active",
        "subscription": subscription.id,
    }
    subscription.stripe["schedule"] = schedule["id"]
    account.others.append(schedule)


def add_pending_item(
    account: Account, subscription: Subscription, description: str, amount: int, at: int, quantity: int = 1
) -> None:
    """Something that is charged with the subscription's next invoice."""
    account.others.append(
        {
            "id": account.draw.opaque_id("ii_"),
            "object": "invoiceitem",
            "amount": amount * quantity,
            "currency": subscription.stripe["currency"],
            "customer": account.id,
            "date": at,
            "description": description,
            "discountable": True,
            "discounts": [],
            "invoice": None,
            "livemode": False,
            "metadata": {},
            "period": {"start": at, "end": at},
            "proration": False,
            "quantity": quantity,
            "subscription": subscription.id,
            "tax_rates": [],
        }
    )


def _give(account: Account, offer: Offer, currency: str, at: int, **holder: str) -> GivenDiscount:
    coupon = account.catalogue.coupons[offer.name]
    holder = {"customer": account.id, **holder}
    given = give_discount(account.draw, coupon, currency, at, holder, modern=account.modern)
    account.others.append(given.stripe)
    return given


def _attach(account: Account, holder: StripeObject, given: GivenDiscount) -> None:
    holder["discounts"] = [given.stripe if account.expands else given.id]


def _phase(period: Period, price: Price, quantity: int) -> StripeObject:
    return {
        "start_date": period.start,
        "end_date": period.end,
        "items": [{"price": price.id, "quantity": quantity, "metadata": {}}],
    }
