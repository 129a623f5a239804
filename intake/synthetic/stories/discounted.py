"""Customers who pay less: once, for some months, for ever; on an item, a subscription, or all that they buy."""

from functools import partial

from intake.synthetic.account import Account
from intake.synthetic.billing import bill_periods
from intake.synthetic.changes import discount_customer, discount_first_item, discount_subscription
from intake.synthetic.coupons import CHARITY, GOODWILL, LOYALTY, SPRING, TEAM, WELCOME, Offer
from intake.synthetic.periods import DAY
from intake.synthetic.subscriptions import Subscription, begin_subscription


def tell_discount(account: Account, offer: Offer, *, months_ago: int) -> None:
    """A subscription with this discount, which was given so many months ago."""
    subscription = _begin(account, months_ago + 1)
    discount_subscription(account, subscription, offer, subscription.periods[0].start)
    bill_periods(account, subscription, subscription.periods)


tell_welcomed = partial(tell_discount, offer=WELCOME, months_ago=2)
tell_spring_offer = partial(tell_discount, offer=SPRING, months_ago=3)
tell_spring_offer_over = partial(tell_discount, offer=SPRING, months_ago=9)
tell_loyal = partial(tell_discount, offer=LOYALTY, months_ago=14)


def tell_charity(account: Account) -> None:
    """A charity: everything costs less."""
    subscription = _begin(account, account.draw.between(6, 12))
    discount_customer(account, subscription, CHARITY, subscription.periods[0].start)
    bill_periods(account, subscription, subscription.periods)


def tell_discounted_item(account: Account) -> None:
    """The seats cost less for a year, the support beside them does not."""
    team, support = account.price("Team", "month"), account.price("Priority support", "month")
    subscription = begin_subscription(account, (team, account.draw.between(5, 30)), (support, 1), periods=4)
    discount_first_item(account, subscription, TEAM, subscription.periods[0].start)
    bill_periods(account, subscription, subscription.periods)


def tell_goodwill(account: Account) -> None:
    """After an outage half of the next month is on us."""
    subscription = _begin(account, account.draw.between(4, 10))
    bill_periods(account, subscription, subscription.periods)
    discount_subscription(account, subscription, GOODWILL, account.now - DAY // 2)


def _begin(account: Account, months: int) -> Subscription:
    price = account.price(account.draw.choice(("Starter", "Business")), "month")
    return begin_subscription(account, (price, 1), periods=months)
