"""The products on sale, their prices in every currency and interval, and the coupons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.synthetic import coupons, prices
from intake.synthetic.coupons import Coupon, build_coupon
from intake.synthetic.draws import Draw
from intake.synthetic.periods import DAY
from intake.synthetic.prices import CURRENCIES, Price, build_price

_ON_SALE_FOR = 8 * 365 * DAY

_DESCRIPTIONS = {
    "Starter": "For one person",
    "Team": "For each seat",
    "Business": "With single sign-on and audit log",
    "Enterprise": "For each site, with a named engineer",
    "Priority support": "An answer within four hours",
    "Coffee box": "Two bags, freshly roasted, by post",
    "Day pass": "A desk in the shared office",
    "API calls": "For each call",
    "Storage": "For each gigabyte, cheaper the more you keep",
    "Parcel labels": "For each label, at one price for all",
    "E-mails": "By the thousand",
    "Text messages": "For each message sent",
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything on sale; prices by (product, interval, currency), coupons by their offer's name."""

    products: list[dict[str, Any]]
    prices: dict[tuple[str, str, str], Price]
    coupons: dict[str, Coupon]

    def price(self, product: str, interval: str, currency: str) -> Price:
        """The price of a product for an interval ("quarter" is three months)."""
        return self.prices[product, interval, currency]

    def objects(self) -> Iterator[dict[str, Any]]:
        """The products, the prices, then the coupons, as Stripe's objects."""
        yield from self.products
        yield from (dict(price.stripe) for price in self.prices.values())
        yield from (coupon.stripe for coupon in self.coupons.values())


def build_catalogue(seed: int, now: int) -> Catalogue:
    """The same products for every seed, under ids of its own."""
    draw = Draw(f"{seed}:catalogue")
    created = now - _ON_SALE_FOR
    products = {name: _product(draw, name, created) for name in _DESCRIPTIONS}
    on_sale = {
        (offer.product, offer.interval, currency): build_price(draw, products[offer.product], offer, currency)
        for offer in prices.OFFERS
        for currency in CURRENCIES
    }
    given = {offer.name: build_coupon(draw, offer, products, created) for offer in coupons.OFFERS}
    return Catalogue(list(products.values()), on_sale, given)


def _product(draw: Draw, name: str, created: int) -> dict[str, Any]:
    return {
        "id": draw.opaque_id("prod_", 14),
        "object": "product",
        "active": True,
        "created": created,
        "description": _DESCRIPTIONS[name],
        "livemode": False,
        "metadata": {},
        "name": name,
        "type": "service",
        "updated": created,
    }
