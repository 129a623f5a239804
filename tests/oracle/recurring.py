"""What a customer's subscriptions bring in a month, for each currency, and whether that is all of it."""

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.books import Books, StripeObject
from tests.oracle.charges import tax_rates_of
from tests.oracle.discounts import Line, coupon_of, discounts_of_invoice, product_of, running, take_off
from tests.oracle.prices import cost, is_metered
from tests.oracle.rounding import Between
from tests.oracle.subscriptions import is_collection_paused, items_of, price_of, status
from tests.oracle.taxes import included_tax

A_YEAR = {"day": 365, "week": 52, "month": 12, "year": 1}
COUNTED = {"active", "past_due"}


@dataclass
class Recurring:
    low: Fraction = Fraction(0)
    """With the tax taken out of prices that include it: whether "before tax" means that, no documentation says."""
    high: Fraction = Fraction(0)
    doubt: Fraction = Fraction(1, 2)
    is_incomplete: bool = False

    def amount(self) -> Between:
        return Between(self.low - self.doubt, self.high + self.doubt)


def monthly_recurring(books: Books, customer: StripeObject, now: int) -> dict[str, Recurring]:
    found: dict[str, Recurring] = {}
    for subscription in books.of("subscription", "customer", customer):
        if status(subscription, now) in COUNTED and not is_collection_paused(subscription, now):
            add(books, customer, subscription, now, found.setdefault(subscription["currency"], Recurring()))
    return found


def add(books: Books, customer: StripeObject, subscription: StripeObject, now: int, total: Recurring) -> None:
    lines = [line for item in items_of(subscription) if (line := line_of(books, subscription, item, now, total))]
    discounts = lasting(books, discounts_of_invoice(books, customer, subscription, now))
    if any(not coupon_of(books, discount).get("percent_off") for discount in discounts) and mixed(lines):
        total.is_incomplete = True
        return
    is_discounted = bool(discounts) or any(line.discounts for line in lines)
    take_off(books, lines, discounts, subscription["currency"])
    for line in lines:
        monthly = a_month(line)
        total.high += monthly
        total.low += monthly - included_tax(monthly, line.tax_rates)
        total.doubt += 1 if is_discounted else 0


def line_of(books: Books, subscription: StripeObject, item: StripeObject, now: int, total: Recurring) -> Line | None:
    price = price_of(books, item)
    if price is not None and is_metered(price):
        return None
    amount = None if price is None else cost(price, item["quantity"], subscription["currency"])
    if price is None or amount is None:
        total.is_incomplete = True
        return None
    line = Line(amount, product_of(price), lasting(books, running(books, item.get("discounts"), now)), [])
    line.tax_rates = tax_rates_of(books, subscription, item)
    line.interval = price["recurring"]["interval"], price["recurring"]["interval_count"]
    return line


def lasting(books: Books, discounts: list[StripeObject]) -> list[StripeObject]:
    return [discount for discount in discounts if coupon_of(books, discount)["duration"] != "once"]


def mixed(lines: list[Line]) -> bool:
    return len({line.interval for line in lines}) > 1


def a_month(line: Line) -> Fraction:
    assert line.interval is not None
    interval, count = line.interval
    return Fraction(line.amount * A_YEAR[interval], 12 * count)
