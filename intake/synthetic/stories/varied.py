"""Customers with more than one thing going on: subscriptions, currencies, invoices sent on terms."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.billing import bill_periods
from intake.synthetic.invoices import draft_invoice, issue_invoice, pay_invoice
from intake.synthetic.lines import Line, single_line
from intake.synthetic.payment_methods import draw_card, draw_debit, draw_transfer
from intake.synthetic.payments import add_payment
from intake.synthetic.periods import DAY
from intake.synthetic.prices import CURRENCIES
from intake.synthetic.subscriptions import begin_subscription, end_subscription

_TERMS = (14, 30)


def tell_several_subscriptions(account: Account) -> None:
    """A team with support, a weekly box, and a trial of something that ended long ago."""
    draw = account.draw
    team, support = account.price("Team", "month"), account.price("Priority support", "month")
    main = begin_subscription(account, (team, draw.between(3, 40)), (support, 1), periods=draw.between(6, 12))
    box = begin_subscription(account, (account.price("Coffee box", "week"), 2), periods=draw.between(3, 8))
    start = account.now - 300 * DAY
    old = begin_subscription(account, (account.price("Starter", "month"), 1), periods=2, current_start=start)
    for subscription in (old, main, box):
        bill_periods(account, subscription, subscription.periods)
    end_subscription(old, start + 9 * DAY, start + 9 * DAY, "switched_service")


def tell_two_currencies(account: Account) -> None:
    """A subscription in the customer's own currency and one in another."""
    draw = account.draw
    own = account.buyer.country.currency
    other = draw.choice([currency for currency in CURRENCIES if currency != own])
    for currency in (own, other):
        price = account.price("Starter", "month", currency)
        subscription = begin_subscription(account, (price, 1), periods=draw.between(3, 8))
        bill_periods(account, subscription, subscription.periods)


def tell_enterprise(account: Account) -> None:
    """Sites by the year, in amounts that no 32-bit integer holds where the currency is the yen."""
    account.terms_days = 30
    account.method = draw_transfer(account.draw)
    sites, support = account.price("Enterprise", "year"), account.price("Priority support", "year")
    quantity = account.draw.between(50, 90)
    subscription = begin_subscription(account, (sites, quantity), (support, quantity), periods=3)
    subscription.stripe["metadata"] = {"contract": account.draw.fill_pattern("MSA-####-##")}
    bill_periods(account, subscription, subscription.periods)


def tell_sent_invoices(account: Account) -> None:
    """A company that is sent long invoices of goods: the last is paid in part, one is overdue."""
    draw = account.draw
    account.terms_days = draw.choice(_TERMS)
    account.method = draw_transfer(draw)
    days_ago = (220, 160, account.terms_days + 20, 3)
    for days in days_ago:
        at = account.now - days * DAY
        lines = _goods_lines(account, at)
        invoice = draft_invoice(account, lines, account.buyer.country.currency, at)
        invoice["description"] = draw.fill_pattern("Order ####")
        issue_invoice(account, invoice, at)
        paid = {3: invoice["total"] // 3, account.terms_days + 20: 0}.get(days, invoice["total"])
        if paid:
            _transfer(account, invoice, paid, at + 2 * DAY)


def _goods_lines(account: Account, at: int) -> list[Line]:
    draw, goods = account.draw, account.buyer.country.goods
    number = draw.between(3, 36)
    return [
        single_line(draw.choice(goods), draw.between(1, 12), account.worth(draw.between(5, 900) * 10), at)
        for _ in range(number)
    ]


def _transfer(account: Account, invoice: StripeObject, amount: int, at: int) -> None:
    currency = account.buyer.country.currency
    add_payment(account, amount, currency, at, "succeeded", invoice=invoice, method=account.method)
    pay_invoice(account, invoice, amount, at)


def tell_several_methods(account: Account) -> None:
    """An expired card and a debit beside the default card, which ends before the next year is charged."""
    draw = account.draw
    account.other_methods = [
        draw_card(draw, account.buyer, account.now, months=(-30, -6)),
        draw_debit(draw, account.buyer, account.now),
    ]
    account.method = draw_card(draw, account.buyer, account.now, months=(1, 2))
    price = account.price("Business", "year")
    start = account.now - draw.between(60 * DAY, 200 * DAY)
    subscription = begin_subscription(account, (price, 1), periods=draw.between(2, 3), current_start=start)
    bill_periods(account, subscription, subscription.periods)
