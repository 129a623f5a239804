"""Customers with something ahead: paused collection, a scheduled change, items for the next invoice."""

from intake.synthetic.account import Account
from intake.synthetic.billing import bill_periods
from intake.synthetic.changes import add_pending_item, pause_collection, schedule_change
from intake.synthetic.periods import DAY
from intake.synthetic.subscriptions import Subscription, begin_subscription


def tell_paused_until(account: Account) -> None:
    """Away for the season: nothing is collected until a date."""
    subscription = _begin(account, "Business")
    paused = _middle(account, subscription)
    resumes = subscription.periods[-1].end + account.draw.between(20 * DAY, 70 * DAY)
    pause_collection(account, subscription, "keep_as_draft", paused, resumes)


def tell_paused_indefinitely(account: Account) -> None:
    """Collection is paused, and nobody has said until when."""
    subscription = _begin(account, "Starter")
    pause_collection(account, subscription, "void", _middle(account, subscription))


def tell_written_off_meanwhile(account: Account) -> None:
    """In hardship: invoices go on, and are marked uncollectible at once."""
    subscription = _begin(account, "Team")
    pause_collection(account, subscription, "mark_uncollectible", _middle(account, subscription))


def tell_growing(account: Account) -> None:
    """From the next month on it is the bigger plan, as agreed with sales."""
    subscription = _begin(account, "Team", account.draw.between(3, 8))
    schedule_change(account, subscription, account.price("Business", "month"), 1)


def tell_extras_ahead(account: Account) -> None:
    """Training and a new seat were booked, and go onto the next invoice."""
    subscription = _begin(account, "Business")
    unit = account.price("Priority support", "month").whole_unit or 0
    add_pending_item(account, subscription, "Onboarding workshop", 4 * unit, account.now - 2 * DAY)
    add_pending_item(account, subscription, "Extra seat", unit, account.now - DAY, quantity=2)


def _begin(account: Account, product: str, quantity: int = 1) -> Subscription:
    price = account.price(product, "month")
    subscription = begin_subscription(account, (price, quantity), periods=account.draw.between(3, 11))
    bill_periods(account, subscription, subscription.periods)
    return subscription


def _middle(account: Account, subscription: Subscription) -> int:
    """Halfway from the start of the current period to now."""
    start = subscription.periods[-1].start
    return start + (account.now - start) // 2
