"""Customers without a subscription: newcomers, single purchases, corrections and credits."""

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.billing import collect_invoice
from intake.synthetic.invoices import draft_invoice, issue_invoice, void_invoice, write_off_invoice
from intake.synthetic.lines import single_line
from intake.synthetic.payment_methods import draw_card
from intake.synthetic.payments import add_purchase, cancel_payment, make_guest_payment
from intake.synthetic.periods import DAY

_UNFINISHED = ("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture")


def tell_nothing_yet(_account: Account) -> None:
    """Has signed up, and that is all."""


def tell_single_purchases(account: Account) -> None:
    """Bought as a guest first, then with an account; some payments were never finished."""
    draw = account.draw
    account.method = draw_card(draw, account.buyer, account.now)
    for days in (60, 45):
        payment = _purchase(account, "succeeded", days)
        make_guest_payment(payment, account.buyer.email)
    for number, status in enumerate(_UNFINISHED):
        _purchase(account, status, 5 - number)
    abandoned = _purchase(account, "requires_payment_method", 20)
    cancel_payment(account, abandoned, abandoned["created"] + DAY, "abandoned")
    for _ in range(draw.between(1, 4)):
        _purchase(account, "succeeded", draw.between(6, 40))


def tell_corrections(account: Account) -> None:
    """A voided invoice and its replacement, one written off, one that is still a draft."""
    goods = account.buyer.country.goods
    wrong = _issue_single(account, goods[0], 20, 1500, days_ago=90)
    void_invoice(wrong, wrong["created"] + DAY)
    collect_invoice(account, _issue_single(account, goods[0], 2, 1500, days_ago=89))
    lost = _issue_single(account, goods[1], 1, 4200, days_ago=200)
    write_off_invoice(lost, lost["created"] + 60 * DAY)
    _draft_single(account, goods[2], 3, 990, days_ago=1)


def tell_credits(account: Account) -> None:
    """Goods came back: the credit pays for part of the next order, and a second credit is unused."""
    goods = account.buyer.country.goods
    steps = (
        (goods[0], 10, 2000, 120),
        (goods[0], -4, 2000, 100),
        (goods[1], 5, 3000, 60),
        (goods[1], -1, 3000, 9),
    )
    for description, quantity, unit, days_ago in steps:
        collect_invoice(account, _issue_single(account, description, quantity, unit, days_ago))


def _purchase(account: Account, status: str, days_ago: int) -> StripeObject:
    return add_purchase(account, account.draw.between(5, 500) * 10, days_ago, status)


def _draft_single(account: Account, description: str, quantity: int, unit: int, days_ago: int) -> StripeObject:
    at = account.now - days_ago * DAY
    lines = [single_line(description, quantity, account.worth(unit), at)]
    return draft_invoice(account, lines, account.buyer.country.currency, at)


def _issue_single(account: Account, description: str, quantity: int, unit: int, days_ago: int) -> StripeObject:
    invoice = _draft_single(account, description, quantity, unit, days_ago)
    return issue_invoice(account, invoice, invoice["created"])
