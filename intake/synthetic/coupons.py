"""Coupons, and the discounts that customers, subscriptions and items get from them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from intake.synthetic.draws import Draw
from intake.synthetic.periods import shift_moment
from intake.synthetic.prices import CURRENCIES
from models.billing.discount import CouponDuration
from models.pricing.discount import Discount
from models.values.instant import SECOND, Instant


class Offer(NamedTuple):
    """A coupon by its name: a percentage, or an amount off in minor units of each of CURRENCIES."""

    name: str
    duration: CouponDuration
    percent: int | None = None
    amounts: tuple[int, ...] = ()
    months: int | None = None
    product: str | None = None


WELCOME, SPRING, CHARITY, GOODWILL, LOYALTY, TEAM = (
    Offer("Welcome", CouponDuration.ONCE, percent=20),
    Offer("Spring offer", CouponDuration.REPEATING, percent=25, months=6),
    Offer("Charities and schools", CouponDuration.FOREVER, percent=30),
    Offer("Sorry for the outage", CouponDuration.ONCE, percent=50),
    Offer("Five years with us", CouponDuration.FOREVER, amounts=(300, 400, 350, 500, 1200, 50000, 1400000)),
    Offer("Team launch", CouponDuration.REPEATING, percent=15, months=12, product="Team"),
)
OFFERS = (WELCOME, SPRING, CHARITY, GOODWILL, LOYALTY, TEAM)


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon and Stripe's object."""

    offer: Offer
    product_id: str | None
    stripe: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GivenDiscount:
    """A discount and Stripe's object; times are whole seconds, `ends_at` None has no end."""

    id: str
    starts_at: int
    rule: Discount
    stripe: dict[str, Any]

    def applies_to_invoice(self, created: int) -> bool:
        """Whether it is on an invoice of that moment; one that is given once is on the first from its start on."""
        if self.rule.recurs:
            return self.rule.applies_at(Instant(created * SECOND))
        return self.starts_at == created

    def covers(self, product_id: str | None, item_id: str | None) -> bool:
        """Whether it takes something off a line of the product and the subscription's item."""
        return self.stripe.get("subscription_item") in (None, item_id) and self.rule.covers(product_id)


def build_coupon(draw: Draw, offer: Offer, products: dict[str, dict[str, Any]], created: int) -> Coupon:
    """The coupon under an id of its own; an amount off is in every currency."""
    stripe: dict[str, Any] = {
        "id": draw.opaque_id("", 8),
        "object": "coupon",
        "amount_off": offer.amounts[0] if offer.amounts else None,
        "created": created,
        "currency": CURRENCIES[0] if offer.amounts else None,
        "duration": offer.duration.value.lower(),
        "duration_in_months": offer.months,
        "livemode": False,
        "metadata": {},
        "name": offer.name,
        "percent_off": offer.percent,
        "valid": True,
    }
    if offer.amounts:
        amounts = zip(CURRENCIES, offer.amounts, strict=True)
        stripe["currency_options"] = {currency: {"amount_off": amount} for currency, amount in amounts}
    product_id = products[offer.product]["id"] if offer.product else None
    if product_id:
        stripe["applies_to"] = {"products": [product_id]}
    return Coupon(offer, product_id, stripe)


def give_discount(
    draw: Draw, coupon: Coupon, currency: str, at: int, holder: dict[str, str], *, modern: bool
) -> GivenDiscount:
    """The coupon as it was given to the `holder` ({"customer": id, "subscription": id, …})."""
    offer = coupon.offer
    ends_at = shift_moment(at, "month", offer.months) if offer.months else None
    identifier = draw.opaque_id("di_")
    named = {"source": {"coupon": coupon.stripe["id"], "type": "coupon"}} if modern else {"coupon": coupon.stripe}
    stripe = {
        "id": identifier,
        "object": "discount",
        "checkout_session": None,
        "end": ends_at,
        "invoice": None,
        "invoice_item": None,
        "livemode": False,
        "promotion_code": None,
        "start": at,
        **holder,
        **named,
    }
    rule = Discount(
        offer.duration,
        percent_off=None if offer.percent is None else Decimal(offer.percent),
        amount_off=offer.amounts[CURRENCIES.index(currency)] if offer.amounts else None,
        currency=currency.upper(),
        starts_at=Instant(at * SECOND),
        ends_at=None if ends_at is None else Instant(ends_at * SECOND),
        product_ids=frozenset({coupon.product_id}) if coupon.product_id else None,
    )
    return GivenDiscount(identifier, at, rule, stripe)
