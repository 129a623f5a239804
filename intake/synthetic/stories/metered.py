"""Customers whose price depends on how much they use: tiers, packages, metered use."""

from intake.synthetic.account import Account
from intake.synthetic.billing import bill_periods
from intake.synthetic.subscriptions import begin_subscription


def tell_graduated(account: Account) -> None:
    """Storage: the first gigabytes at one price, the next ones cheaper."""
    _subscribe(account, "Storage", account.draw.between(60, 400))


def tell_volume(account: Account) -> None:
    """Parcel labels: the number decides the price of all of them."""
    _subscribe(account, "Parcel labels", account.draw.between(50, 900))


def tell_packages(account: Account) -> None:
    """E-mails by the thousand: a thousand that is begun is paid."""
    _subscribe(account, "E-mails", account.draw.between(1_100, 24_500))


def tell_usage(account: Account) -> None:
    """A plan with text messages, which are counted and charged afterwards: nobody knows the next amount."""
    plan, messages = account.price("Business", "month"), account.price("Text messages", "month")
    used = account.draw.between(80, 2_000)
    subscription = begin_subscription(account, (plan, 1), (messages, used), periods=account.draw.between(3, 9))
    bill_periods(account, subscription, subscription.periods)


def tell_tax_of_the_platform(account: Account) -> None:
    """Tax is worked out by the platform at the time: the next amount is not known."""
    price = account.price("Team", "month")
    subscription = begin_subscription(account, (price, account.draw.between(2, 12)), periods=4)
    bill_periods(account, subscription, subscription.periods)
    subscription.stripe.update({"automatic_tax": {"enabled": True}, "default_tax_rates": []})


def _subscribe(account: Account, product: str, quantity: int) -> None:
    price = account.price(product, "month")
    subscription = begin_subscription(account, (price, quantity), periods=account.draw.between(3, 10))
    bill_periods(account, subscription, subscription.periods)
