"""Customers whose payments fail, and those who have not begun to pay."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.billing import (
    bill_period,
    bill_periods,
    draft_period,
    fail_payment,
    list_failures,
    settle_invoice,
)
from intake.synthetic.declines import EXPIRED_CARD, INSUFFICIENT_FUNDS
from intake.synthetic.invoices import draft_invoice, issue_invoice, void_invoice
from intake.synthetic.lines import trial_line
from intake.synthetic.payment_methods import draw_card
from intake.synthetic.payments import add_payment, cancel_payment
from intake.synthetic.periods import DAY, Period, list_periods
from intake.synthetic.subscriptions import Subscription, add_subscription, begin_subscription, trial_settings

_HOUR = 3600
_EXPIRES_AFTER = 23 * _HOUR
_TRIAL = 14 * DAY


def tell_recovered(account: Account) -> None:
    """A payment failed twice, then went through; all is well since."""
    subscription = _begin_monthly(account, "Team", months=account.draw.between(5, 12))
    *earlier, troubled, current = subscription.periods
    bill_periods(account, subscription, earlier)
    invoice = bill_period(account, subscription, troubled)
    at = troubled.start + 2 * DAY + 40
    settle_invoice(account, invoice, at, at, list_failures(account, invoice, 2, INSUFFICIENT_FUNDS))
    bill_periods(account, subscription, [current])


def tell_past_due(account: Account) -> None:
    """This month's payment failed on every try so far: the invoice is open and late, and is tried once more."""
    subscription = _begin_monthly(account, "Business", months=account.draw.between(4, 10))
    *earlier, current = subscription.periods
    bill_periods(account, subscription, earlier)
    invoice = bill_period(account, subscription, current)
    fail_payment(account, invoice, 4)
    invoice["next_payment_attempt"] = account.now + account.draw.between(DAY, 5 * DAY)
    subscription.stripe["status"] = "past_due"


def tell_unpaid(account: Account) -> None:
    """An expired card: one invoice long overdue, and drafts that nobody charges since."""
    subscription = _begin_monthly(account, "Starter", months=account.draw.between(5, 9))
    account.method = draw_card(account.draw, account.buyer, account.now, months=(-4, -3))
    *earlier, failed, first_draft, second_draft = subscription.periods
    bill_periods(account, subscription, earlier)
    fail_payment(account, bill_period(account, subscription, failed), 4, EXPIRED_CARD)
    for period in (first_draft, second_draft):
        draft_period(account, subscription, period)
    subscription.stripe["status"] = "unpaid"


def tell_trialing(account: Account) -> None:
    """In the middle of a free trial."""
    start = account.now - account.draw.between(DAY, _TRIAL - DAY)
    trial = Period(start, start + _TRIAL)
    _begin_trial(account, trial, [trial], "trialing")


def tell_paused(account: Account) -> None:
    """The trial ended without a payment method: paused until there is one."""
    start = account.now - _TRIAL - account.draw.between(DAY, 20 * DAY)
    trial = Period(start, start + _TRIAL)
    following = list_periods(trial.end, "month", 1, 1)
    subscription = _begin_trial(account, trial, [trial, *following], "paused")
    _give_no_method(account, subscription, "pause")


def tell_trialing_without_card(account: Account) -> None:
    """In a trial that was begun without a card: it ends with the trial unless one is given."""
    start = account.now - account.draw.between(2 * DAY, _TRIAL - 2 * DAY)
    trial = Period(start, start + _TRIAL)
    subscription = _begin_trial(account, trial, [trial], "trialing")
    _give_no_method(account, subscription, "cancel")


def tell_incomplete(account: Account) -> None:
    """A customer of some months has begun a bigger plan, whose first payment waits for 3-D Secure."""
    price = account.price("Starter", "month")
    starter = begin_subscription(account, (price, 1), periods=account.draw.between(2, 9))
    bill_periods(account, starter, starter.periods)
    start = account.now - account.draw.between(_HOUR, 20 * _HOUR)
    _begin_unconfirmed(account, start, "incomplete")


def tell_incomplete_expired(account: Account) -> None:
    """The first payment was never confirmed: given up after 23 hours."""
    start = account.now - account.draw.between(3 * DAY, 25 * DAY)
    end = start + _EXPIRES_AFTER
    subscription, invoice, payment = _begin_unconfirmed(account, start, "incomplete_expired")
    subscription.stripe["ended_at"] = end
    void_invoice(invoice, end)
    cancel_payment(account, payment, end, "void_invoice")


def _begin_monthly(account: Account, product: str, months: int) -> Subscription:
    """A card's monthly subscription, at least six days into the month so that every retry is over."""
    account.method = draw_card(account.draw, account.buyer, account.now)
    start = account.now - account.draw.between(6 * DAY, 26 * DAY)
    return begin_subscription(account, (account.price(product, "month"), 1), periods=months, current_start=start)


def _begin_trial(account: Account, trial: Period, history: list[Period], status: str) -> Subscription:
    subscription = add_subscription(account, [(account.price("Team", "month"), 3)], history, status)
    subscription.stripe.update(
        {
            "trial_start": trial.start,
            "trial_end": trial.end,
            "billing_cycle_anchor": trial.end,
        }
    )
    lines = [trial_line(subscription, trial)]
    currency = subscription.stripe["currency"]
    invoice = draft_invoice(account, lines, currency, trial.start, subscription, "subscription_create")
    issue_invoice(account, invoice, trial.start)
    return subscription


def _give_no_method(account: Account, subscription: Subscription, behavior: str) -> None:
    """The trial was begun without a payment method; `behavior` is what its end leads to."""
    account.gave_method = False
    subscription.stripe.update({"default_payment_method": None, "trial_settings": trial_settings(behavior)})


def _begin_unconfirmed(account: Account, start: int, status: str) -> tuple[Subscription, StripeObject, StripeObject]:
    account.method = draw_card(account.draw, account.buyer, account.now)
    price = account.price("Business", "month")
    subscription = begin_subscription(account, (price, 1), periods=1, current_start=start, status=status)
    invoice = bill_period(account, subscription, subscription.periods[0])
    payment = add_payment(
        account,
        invoice["amount_remaining"],
        invoice["currency"],
        start + 20,
        "requires_action",
        invoice=invoice,
        method=account.method,
    )
    return subscription, invoice, payment
