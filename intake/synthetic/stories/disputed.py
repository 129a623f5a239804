"""Customers whose bank asks for the money back: disputes open, won, lost, and inquiries before one."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.billing import bill_periods
from intake.synthetic.money_back import dispute_payment
from intake.synthetic.payment_methods import draw_card
from intake.synthetic.periods import DAY
from intake.synthetic.subscriptions import Subscription, begin_subscription, end_subscription


def tell_disputed(account: Account) -> None:
    """A dispute of last month's payment waits for evidence."""
    _, payments = _subscribe(account)
    latest = payments[-1]
    dispute_payment(account, latest, latest["created"] + 2 * DAY, "needs_response", "product_not_received")


def tell_dispute_under_review(account: Account) -> None:
    """The bank has the evidence, and decides; the dispute is about half of the payment."""
    _, payments = _subscribe(account)
    latest = payments[-1]
    at = latest["created"] + DAY
    dispute_payment(account, latest, at, "under_review", "product_unacceptable", amount=latest["amount"] // 2)


def tell_dispute_won(account: Account) -> None:
    """The money came back, and the customer stays."""
    _, payments = _subscribe(account)
    paid = payments[-3]
    at = paid["created"] + 4 * DAY
    dispute_payment(account, paid, at, "won", "unrecognized", closed_at=at + 20 * DAY)


def tell_dispute_lost(account: Account) -> None:
    """The money is gone, and the subscription ended with it."""
    subscription, payments = _subscribe(account)
    paid = payments[-2]
    at, closed = paid["created"] + 5 * DAY, account.now - DAY
    dispute_payment(account, paid, at, "lost", "fraudulent", closed_at=closed)
    end_subscription(subscription, closed, closed, reason="payment_disputed")


def tell_inquiry(account: Account) -> None:
    """The bank asks about a payment; no money is held yet. An earlier inquiry was closed."""
    _, payments = _subscribe(account)
    latest, earlier = payments[-1], payments[-3]
    dispute_payment(account, latest, latest["created"] + DAY, "warning_needs_response", "unrecognized")
    at = earlier["created"] + DAY
    dispute_payment(account, earlier, at, "warning_closed", "general", closed_at=at + 15 * DAY)


def _subscribe(account: Account) -> tuple[Subscription, list[StripeObject]]:
    draw = account.draw
    account.method = draw_card(draw, account.buyer, account.now)
    start = account.now - draw.between(6 * DAY, 26 * DAY)
    price = account.price(draw.choice(("Starter", "Business")), "month")
    subscription = begin_subscription(account, (price, 1), periods=draw.between(4, 9), current_start=start)
    return subscription, bill_periods(account, subscription, subscription.periods)
