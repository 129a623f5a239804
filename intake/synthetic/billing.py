"""Billing a period of a subscription: the invoice, and the payments that settle it or fail to."""

from collections.abc import Iterable

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.declines import DECLINES, Decline
from intake.synthetic.invoices import draft_invoice, issue_invoice, pay_invoice
from intake.synthetic.lines import subscription_lines
from intake.synthetic.payments import add_payment
from intake.synthetic.periods import DAY, Period
from intake.synthetic.subscriptions import Subscription


def bill_periods(account: Account, subscription: Subscription, periods: Iterable[Period]) -> None:
    """An invoice for each period, paid in time; the last may still be on its way."""
    for period in periods:
        collect_invoice(account, bill_period(account, subscription, period))


def draft_period(account: Account, subscription: Subscription, period: Period) -> StripeObject:
    """The draft of a period's invoice, made when the period begins."""
    first = period.start == subscription.periods[0].start
    return draft_invoice(
        account,
        subscription_lines(subscription, period),
        subscription.items[0].price.currency,
        period.start,
        subscription,
        "subscription_create" if first else "subscription_cycle",
    )


def bill_period(account: Account, subscription: Subscription, period: Period) -> StripeObject:
    """The open invoice of a period."""
    return issue_invoice(account, draft_period(account, subscription, period), period.start)


def collect_invoice(account: Account, invoice: StripeObject) -> None:
    """Charges the payment method, or waits for the transfer; what is still to come stays open."""
    if invoice["status"] == "paid":
        return
    ordered = invoice["effective_at"] + _days_until_ordered(account)
    settled = ordered + account.method.delay
    if ordered > account.now:
        return
    arrived = settled <= account.now
    settle_invoice(account, invoice, ordered, settled if arrived else None)


def settle_invoice(account: Account, invoice: StripeObject, ordered: int, settled: int | None) -> None:
    """What remains is paid at `settled`; None leaves the payment processing and the invoice open."""
    amount = invoice["amount_remaining"]
    status = "processing" if settled is None else "succeeded"
    add_payment(account, amount, invoice["currency"], ordered, status, invoice=invoice, method=account.method)
    if settled is not None:
        pay_invoice(account, invoice, amount, settled)


def fail_payments(
    account: Account, invoice: StripeObject, attempts: int, decline: Decline | None = None
) -> list[StripeObject]:
    """Failed payments of an open invoice, one a day from its issue on."""
    reason = decline or account.draw.choice(DECLINES)
    return [
        add_payment(
            account,
            invoice["amount_remaining"],
            invoice["currency"],
            invoice["effective_at"] + attempt * DAY + 15,
            "requires_payment_method",
            invoice=invoice,
            decline=reason,
            method=account.method,
        )
        for attempt in range(attempts)
    ]


def _days_until_ordered(account: Account) -> int:
    """Seconds until the payment is made: at once from a stored method, within the terms otherwise."""
    if account.terms_days is None:
        return account.draw.between(2, 90)
    return account.draw.between(DAY, account.terms_days * DAY)
