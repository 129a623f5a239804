"""Which discounts take something off, and how much.

docs.stripe.com/billing/subscriptions/coupons and docs.stripe.com/api/discounts/object: a subscription's discounts
replace the customer's; several apply in their order, each to what the one before has left.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle.books import Books, StripeObject, id_of
from tests.oracle.rounding import half_up


@dataclass
class Line:
    """One line of an invoice that is still to be written."""

    amount: int
    product: str | None
    discounts: list[StripeObject]
    tax_rates: list[StripeObject | None]
    is_discountable: bool = True
    interval: tuple[str, int] | None = None
    doubt: int = field(default=0)
    """How many units the amount may differ by, because the documentation does not say who gets an odd unit."""


def running(books: Books, references: list[str | StripeObject] | None, moment: int) -> list[StripeObject]:
    """The discounts that have begun and not ended at a moment, in their order."""
    found = [each for each in books.find_all("discount", references or []) if each is not None]
    return [each for each in found if each["start"] <= moment and (each["end"] is None or moment < each["end"])]


def discounts_of_customer(books: Books, customer: StripeObject, moment: int) -> list[StripeObject]:
    return running(books, [customer["discount"]] if customer.get("discount") else [], moment)


def discounts_of_invoice(
    books: Books, customer: StripeObject, subscription: StripeObject, moment: int
) -> list[StripeObject]:
    """The subscription's, or else the customer's; an item's own replace the customer's too."""
    own = running(books, subscription.get("discounts"), moment)
    items = [running(books, item.get("discounts"), moment) for item in subscription["items"]["data"]]
    return own if own or any(items) else discounts_of_customer(books, customer, moment)


def take_off(books: Books, lines: list[Line], discounts: list[StripeObject], currency: str) -> None:
    """Lowers the lines: first by the discounts of each line, then by those of the whole invoice."""
    for line in lines:
        for discount in line.discounts:
            apply(coupon_of(books, discount), [line], currency)
    for discount in discounts:
        apply(coupon_of(books, discount), lines, currency)


def coupon_of(books: Books, discount: StripeObject) -> StripeObject:
    coupon = books.find("coupon", discount["coupon"])
    assert coupon is not None
    return coupon


def applies_to(coupon: StripeObject, line: Line) -> bool:
    products = (coupon.get("applies_to") or {}).get("products")
    return line.is_discountable and line.amount > 0 and (products is None or line.product in products)


def apply(coupon: StripeObject, lines: list[Line], currency: str) -> None:
    chosen = [line for line in lines if applies_to(coupon, line)]
    if coupon.get("percent_off") is not None:
        for line in chosen:
            line.amount -= half_up(line.amount * Fraction(str(coupon["percent_off"])) / 100)
    else:
        spread(amount_off(coupon, currency), chosen)


def amount_off(coupon: StripeObject, currency: str) -> int:
    """The coupon's amount in the currency; one that has none takes nothing off."""
    if coupon["currency"] == currency:
        return coupon["amount_off"]
    option = (coupon.get("currency_options") or {}).get(currency)
    return option["amount_off"] if option else 0


def spread(amount: int, lines: list[Line]) -> None:
    """Takes an amount off several lines in proportion, never more than they have."""
    total = sum(line.amount for line in lines)
    left = amount = min(amount, total)
    for line in lines:
        share = left if line is lines[-1] else half_up(Fraction(amount * line.amount, total or 1))
        line.amount -= share
        left -= share
        line.doubt += len(lines) > 1


def product_of(price: StripeObject | None) -> str | None:
    return None if price is None else id_of(price.get("product"))
