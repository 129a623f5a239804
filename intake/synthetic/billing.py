"""Billing a period of a subscription: the invoice, and the payments that settle it or fail to."""

from collections.abc import Iterable, Sequence

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.declines import DECLINES, Decline
from intake.synthetic.invoices import draft_invoice, issue_invoice, pay_invoice
from intake.synthetic.lines import subscription_lines
from intake.synthetic.payments import Failure, add_payment
from intake.synthetic.periods import DAY, Period
from intake.synthetic.subscriptions import Subscription


def bill_periods(account: Account, subscription: Subscription, periods: Iterable[Period]) -> list[StripeObject]:
    """An invoice for each period, paid in time; the last may still be on its way. The payments, oldest first."""
    paid = [collect_invoice(account, bill_period(account, subscription, period)) for period in periods]
    return [payment for payment in paid if payment is not None]


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


def collect_invoice(account: Account, invoice: StripeObject) -> StripeObject | None:
    """Charges the payment method, or waits for the transfer; what is still to come stays open."""
    if invoice["status"] == "paid":
        return None
    ordered = invoice["effective_at"] + _days_until_ordered(account)
    settled = ordered + account.method.delay
    if ordered > account.now:
        return None
    arrived = settled <= account.now
    return settle_invoice(account, invoice, ordered, settled if arrived else None)


def settle_invoice(
    account: Account, invoice: StripeObject, ordered: int, settled: int | None, failures: Sequence[Failure] = ()
) -> StripeObject:
    """What remains is paid at `settled`; None leaves the payment processing and the invoice open."""
    amount = invoice["amount_remaining"]
    payment = add_payment(
        account,
        amount,
        invoice["currency"],
        failures[0].at if failures else ordered,
        "processing" if settled is None else "succeeded",
        invoice=invoice,
        method=account.method,
        failures=failures,
        charged_at=ordered,
    )
    if settled is not None:
        pay_invoice(account, invoice, amount, settled)
    return payment


def fail_payment(
    account: Account, invoice: StripeObject, attempts: int, decline: Decline | None = None
) -> StripeObject:
    """A payment of an open invoice that failed each time, one attempt a day from its issue on."""
    failures = list_failures(account, invoice, attempts, decline)
    last = failures[-1]
    return add_payment(
        account,
        invoice["amount_remaining"],
        invoice["currency"],
        failures[0].at,
        "requires_payment_method",
        invoice=invoice,
        decline=last.decline,
        method=account.method,
        failures=failures[:-1],
        charged_at=last.at,
    )


def list_failures(
    account: Account, invoice: StripeObject, attempts: int, decline: Decline | None = None
) -> list[Failure]:
    """Failed attempts to collect an invoice, all for one reason."""
    reason = decline or account.draw.choice(DECLINES)
    first = invoice["effective_at"] + 15
    return [Failure(first + attempt * DAY, reason, account.method) for attempt in range(attempts)]


def _days_until_ordered(account: Account) -> int:
    """Seconds until the payment is made: at once from a stored method, within the terms otherwise."""
    if account.terms_days is None:
        return account.draw.between(2, 90)
    return account.draw.between(DAY, account.terms_days * DAY)
