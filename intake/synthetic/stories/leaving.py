"""Customers who have left, and those who have said when they will."""

from intake.synthetic.account import Account
from intake.synthetic.billing import bill_period, bill_periods, fail_payment
from intake.synthetic.declines import EXPIRED_CARD, INSUFFICIENT_FUNDS
from intake.synthetic.invoices import write_off_invoice
from intake.synthetic.payment_methods import draw_card
from intake.synthetic.payments import cancel_payment
from intake.synthetic.periods import DAY
from intake.synthetic.subscriptions import begin_subscription, end_subscription, schedule_end

FEEDBACKS = (
    "customer_service",
    "low_quality",
    "missing_features",
    "switched_service",
    "too_complex",
    "too_expensive",
    "unused",
    "other",
)

_COMMENTS = {
    "customer_service": "Two weeks without an answer to my question.",
    "low_quality": "The app was down three times in May.",
    "missing_features": "We need exports to our accounting software.",
    "switched_service": "Wir sind zu einem anderen Anbieter gewechselt.",
    "too_complex": "設定が難しすぎました。",
    "too_expensive": "Prices went up, my budget did not.",
    "unused": None,
    "other": "Moving abroad – thank you for everything! 👋",
}


def tell_leaving_at_period_end(account: Account) -> None:
    """Asked to stop when the paid month is over."""
    price = account.price("Starter", "month")
    subscription = begin_subscription(account, (price, 1), periods=account.draw.between(3, 12))
    bill_periods(account, subscription, subscription.periods)
    current = subscription.periods[-1]
    requested = current.start + (account.now - current.start) // 2
    comment = _COMMENTS["too_expensive"]
    schedule_end(subscription, current.end, requested, "too_expensive", comment)


def tell_leaving_on_date(account: Account) -> None:
    """Asked to stop on a date some months ahead."""
    price = account.price("Team", "month")
    subscription = begin_subscription(account, (price, 4), periods=account.draw.between(3, 12))
    bill_periods(account, subscription, subscription.periods)
    current = subscription.periods[-1]
    requested = current.start + (account.now - current.start) // 3
    at = current.end + account.draw.between(20 * DAY, 90 * DAY)
    schedule_end(subscription, at, requested, "missing_features", _COMMENTS["missing_features"])


def tell_left(account: Account, feedback: str) -> None:
    """Left months ago for this reason, at once or at the end of the month."""
    draw = account.draw
    start = account.now - draw.between(60 * DAY, 400 * DAY)
    price = account.price(draw.choice(("Starter", "Team")), "month")
    subscription = begin_subscription(
        account, (price, draw.between(1, 3)), periods=draw.between(2, 8), current_start=start
    )
    bill_periods(account, subscription, subscription.periods)
    requested = start + draw.between(5 * DAY, 20 * DAY)
    comment = _COMMENTS[feedback] if draw.chance(0.7) else None
    ended = requested
    if draw.chance(0.5):
        ended = subscription.periods[-1].end
        schedule_end(subscription, ended, requested, feedback, comment)
    end_subscription(subscription, ended, requested, feedback, comment)


def tell_ended_for_lack_of_money(account: Account) -> None:
    """The last invoice was never paid: written off, and the subscription ended by the system."""
    account.method = draw_card(account.draw, account.buyer, account.now)
    start = account.now - account.draw.between(90 * DAY, 200 * DAY)
    price = account.price("Business", "month")
    subscription = begin_subscription(account, (price, 1), periods=4, current_start=start)
    *earlier, last = subscription.periods
    bill_periods(account, subscription, earlier)
    invoice = bill_period(account, subscription, last)
    failed = fail_payment(account, invoice, 4, EXPIRED_CARD)
    end = start + 10 * DAY
    cancel_payment(account, failed, end, "abandoned")
    end_subscription(subscription, end, end, reason="payment_failed")
    write_off_invoice(invoice, end + 30 * DAY)


def tell_left_with_a_debt(account: Account) -> None:
    """The last invoice failed on every try; the subscription ended for that, and the debt stays."""
    account.method = draw_card(account.draw, account.buyer, account.now)
    start = account.now - account.draw.between(20 * DAY, 45 * DAY)
    price = account.price("Business", "month")
    subscription = begin_subscription(account, (price, 1), periods=account.draw.between(3, 8), current_start=start)
    *earlier, last = subscription.periods
    bill_periods(account, subscription, earlier)
    fail_payment(account, bill_period(account, subscription, last), 4, INSUFFICIENT_FUNDS)
    end_subscription(subscription, start + 14 * DAY, start + 14 * DAY, reason="payment_failed")
