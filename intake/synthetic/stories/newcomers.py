"""Customers of the last days: the first page of a list of customers, newest first."""

from intake.synthetic.account import Account
from intake.synthetic.billing import bill_period, bill_periods, fail_payment
from intake.synthetic.changes import discount_subscription, pause_collection
from intake.synthetic.coupons import WELCOME
from intake.synthetic.declines import DO_NOT_HONOR
from intake.synthetic.money_back import dispute_payment, refund_payment
from intake.synthetic.payment_methods import draw_card
from intake.synthetic.periods import DAY
from intake.synthetic.subscriptions import Subscription, begin_subscription, schedule_end

_HOUR = 3600


def tell_new(account: Account) -> None:
    """Has just begun to pay by the month."""
    product = account.draw.choice(("Starter", "Team", "Business"))
    _pay_first(account, product, account.draw.between(2, 12) if product == "Team" else 1, days=12)


def tell_new_for_a_year(account: Account) -> None:
    """Has paid a year, at the price for newcomers."""
    subscription = _begin(account, "Business", "year", days=9)
    discount_subscription(account, subscription, WELCOME, subscription.periods[0].start)
    bill_periods(account, subscription, subscription.periods)


def tell_new_refunded(account: Account) -> None:
    """Too many seats were bought; the difference was given back the next day."""
    subscription = _begin(account, "Team", quantity=12, days=6)
    (payment,) = bill_periods(account, subscription, subscription.periods)
    refund_payment(account, payment, payment["amount"] // 3, _later(account, subscription))


def tell_new_disputed(account: Account) -> None:
    """The first payment is disputed already."""
    subscription = _begin(account, "Business", days=3)
    (payment,) = bill_periods(account, subscription, subscription.periods)
    dispute_payment(account, payment, _later(account, subscription), "needs_response", "fraudulent")


def tell_new_leaving(account: Account) -> None:
    """Will leave when the month is over."""
    subscription = _pay_first(account, "Starter", days=4)
    end = subscription.periods[-1].end
    schedule_end(subscription, end, _later(account, subscription), "too_complex", "I can’t find my way around.")


def tell_new_paused(account: Account) -> None:
    """On holiday: nothing is collected for some weeks."""
    subscription = _pay_first(account, "Business", days=9)
    resumes = subscription.periods[-1].end + 30 * DAY
    pause_collection(account, subscription, "void", _later(account, subscription), resumes)


def tell_new_past_due(account: Account) -> None:
    """A desk by the day: the first days were paid; for today the card was declined, and is tried again tomorrow."""
    account.method = draw_card(account.draw, account.buyer, account.now)
    start = account.now - account.draw.between(_HOUR, 20 * _HOUR)
    subscription = begin_subscription(account, (account.price("Day pass", "day"), 2), periods=3, current_start=start)
    *earlier, today = subscription.periods
    bill_periods(account, subscription, earlier)
    invoice = bill_period(account, subscription, today)
    fail_payment(account, invoice, 1, DO_NOT_HONOR)
    invoice["next_payment_attempt"] = account.now + DAY
    subscription.stripe["status"] = "past_due"


def _pay_first(account: Account, product: str, quantity: int = 1, *, days: int) -> Subscription:
    subscription = _begin(account, product, quantity=quantity, days=days)
    bill_periods(account, subscription, subscription.periods)
    return subscription


def _begin(account: Account, product: str, interval: str = "month", quantity: int = 1, *, days: int) -> Subscription:
    account.method = draw_card(account.draw, account.buyer, account.now)
    price = account.price(product, interval)
    start = account.now - account.draw.between(5 * _HOUR, days * DAY)
    return begin_subscription(account, (price, quantity), periods=1, current_start=start)


def _later(account: Account, subscription: Subscription) -> int:
    """Some time between the first payment and now."""
    start = subscription.periods[0].start
    return start + (account.now - start) * 2 // 3
