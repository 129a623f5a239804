"""Customers who got money back, or less of whom was taken than was held: refunds, captures, credit notes."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.billing import bill_periods, collect_invoice
from intake.synthetic.credit_notes import credit_line
from intake.synthetic.invoices import draft_invoice, issue_invoice
from intake.synthetic.lines import single_line
from intake.synthetic.money_back import capture_part, refund_payment
from intake.synthetic.payment_methods import draw_card
from intake.synthetic.payments import add_payment, add_purchase
from intake.synthetic.periods import DAY
from intake.synthetic.subscriptions import begin_subscription, end_subscription


def tell_refunded_in_part(account: Account) -> None:
    """A member who pays by the month; one month was half given back, another in two steps."""
    draw = account.draw
    account.method = draw_card(draw, account.buyer, account.now)
    price = account.price("Team", "month")
    subscription = begin_subscription(account, (price, draw.between(2, 9)), periods=draw.between(5, 12))
    payments = bill_periods(account, subscription, subscription.periods)
    for payment, shares in ((payments[-2], (2,)), (payments[-4], (5, 4))):
        for number, share in enumerate(shares, 1):
            refund_payment(account, payment, payment["amount"] // share, payment["created"] + number * DAY)


def tell_refunded_and_left(account: Account) -> None:
    """Changed their mind: canceled at once, and the whole payment was given back."""
    draw = account.draw
    account.method = draw_card(draw, account.buyer, account.now)
    start = account.now - draw.between(20 * DAY, 120 * DAY)
    price = account.price("Business", "year")
    subscription = begin_subscription(account, (price, 1), periods=1, current_start=start)
    (payment,) = bill_periods(account, subscription, subscription.periods)
    end = start + draw.between(DAY, 9 * DAY)
    end_subscription(subscription, end, end, "unused", "Bought by mistake: I was looking for the monthly plan.")
    refund_payment(account, payment, payment["amount"], end + 3600)


def tell_refunds_on_their_way(account: Account) -> None:
    """One refund is pending at the bank, one came back because the card is closed, one was taken back."""
    account.method = draw_card(account.draw, account.buyer, account.now)
    pending, failed, canceled = (_purchase(account, days_ago) for days_ago in (6, 30, 45))
    refund_payment(account, pending, pending["amount"], account.now - 2 * DAY, status="pending")
    at = failed["created"] + 3 * DAY
    refund_payment(account, failed, failed["amount"], at, status="failed", failure_reason="lost_or_stolen_card")
    refund_payment(account, canceled, canceled["amount"] // 2, at, status="canceled", reason="duplicate")


def tell_captured_in_part(account: Account) -> None:
    """A deposit is held at booking; what was used of it is taken, and the rest let go."""
    account.method = draw_card(account.draw, account.buyer, account.now)
    for days_ago, percent in ((70, 100), (40, 65), (12, 80)):
        payment = _purchase(account, days_ago)
        payment["capture_method"] = "manual"
        if percent < 100:
            capture_part(account, payment, payment["amount"] * percent // 100)
    add_payment(
        account,
        account.worth(24_000),
        account.buyer.country.currency,
        account.now - DAY,
        "requires_capture",
        method=account.method,
        description="Deposit",
    )


def tell_credited(account: Account) -> None:
    """Orders of goods: a line credited before payment, one given back after it, one credited by mistake."""
    account.method = draw_card(account.draw, account.buyer, account.now)
    open_one, paid, mistaken = (_order(account, days_ago) for days_ago in (4, 50, 110))
    credit_line(account, open_one, account.now - 2 * DAY, "order_change", place=1, memo="Two boxes were not in stock.")
    payment = collect_invoice(account, paid)
    collect_invoice(account, mistaken)
    credit_line(account, mistaken, mistaken["created"] + DAY, "duplicate", status="void")
    if payment:
        at = payment["created"] + 5 * DAY
        note = credit_line(account, paid, at, "product_unsatisfactory", memo="Arrived damaged.")
        refund_payment(account, payment, note["total"], at)


def _order(account: Account, days_ago: int) -> StripeObject:
    at, goods = account.now - days_ago * DAY, account.buyer.country.goods
    lines = [
        single_line(text, number + 1, account.worth(account.draw.between(8, 90) * 100), at)
        for number, text in enumerate(goods)
    ]
    return issue_invoice(account, draft_invoice(account, lines, account.buyer.country.currency, at), at)


def _purchase(account: Account, days_ago: int) -> StripeObject:
    return add_purchase(account, account.draw.between(40, 400) * 100, days_ago)
