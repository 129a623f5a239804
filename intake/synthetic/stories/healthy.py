"""Customers who pay: by the month, quarter, year, week or day."""

from dataclasses import replace

from intake.synthetic.account import Account
from intake.synthetic.billing import bill_periods, collect_invoice
from intake.synthetic.invoices import draft_invoice, issue_invoice
from intake.synthetic.lines import upgrade_lines
from intake.synthetic.payment_methods import draw_debit
from intake.synthetic.periods import DAY, Period
from intake.synthetic.subscriptions import begin_subscription


def tell_monthly(account: Account) -> None:
    """One to two years of paid months, for one person or a team."""
    draw = account.draw
    product = draw.choice(("Starter", "Team", "Business"))
    quantity = draw.between(2, 25) if product == "Team" else 1
    price = account.price(product, "month")
    subscription = begin_subscription(account, (price, quantity), periods=draw.between(12, 24))
    bill_periods(account, subscription, subscription.periods)


def tell_direct_debit(account: Account) -> None:
    """Months paid from a bank account; the last payment is on its way."""
    draw = account.draw
    account.method = draw_debit(draw, account.buyer, account.now)
    start = account.now - draw.between(DAY // 2, 3 * DAY)
    price = account.price("Business", "month")
    subscription = begin_subscription(account, (price, 1), periods=draw.between(4, 9), current_start=start)
    bill_periods(account, subscription, subscription.periods)


def tell_yearly(account: Account) -> None:
    """Some years, or some quarters, paid ahead."""
    draw = account.draw
    interval = draw.choice(("year", "quarter"))
    price = account.price("Business", interval)
    subscription = begin_subscription(account, (price, draw.between(1, 5)), periods=draw.between(2, 4))
    bill_periods(account, subscription, subscription.periods)


def tell_weekly(account: Account) -> None:
    """A box by post each week."""
    price = account.price("Coffee box", "week")
    subscription = begin_subscription(account, (price, 1), periods=account.draw.between(6, 12))
    bill_periods(account, subscription, subscription.periods)


def tell_daily(account: Account) -> None:
    """Days of many calls at a fraction of a minor unit each, and a desk."""
    calls = (account.price("API calls", "day"), account.draw.between(1_000, 99_999))
    desk = (account.price("Day pass", "day"), 1)
    subscription = begin_subscription(account, calls, desk, periods=account.draw.between(4, 9))
    bill_periods(account, subscription, subscription.periods)


def tell_upgraded(account: Account) -> None:
    """A few months of one product, then another in the middle of the month: what was unused is given back."""
    draw = account.draw
    old, new = account.price("Starter", "month"), account.price("Business", "month")
    upgraded = begin_subscription(account, (new, 1), periods=draw.between(3, 6))
    before = replace(upgraded, items=(replace(upgraded.items[0], price=old),))
    bill_periods(account, before, before.periods)
    current = upgraded.periods[-1]
    at = current.start + (account.now - current.start) // 2
    lines = upgrade_lines(upgraded, old, Period(at, current.end))
    invoice = draft_invoice(account, lines, new.currency, at, upgraded, "subscription_update")
    collect_invoice(account, issue_invoice(account, invoice, at))
