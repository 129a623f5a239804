"""The products on sale and their prices in every currency and interval."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from intake.synthetic.draws import Draw
from intake.synthetic.periods import DAY
from models.values.money import major_units, plain_decimal

CURRENCIES = ("gbp", "usd", "eur", "jpy", "kwd")

_SYMBOLS = {"gbp": "£", "usd": "$", "eur": "€", "jpy": "¥", "kwd": "KWD "}
_INTERVALS = {
    "day": ("day", 1),
    "week": ("week", 1),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "year": ("year", 1),
}
_ON_SALE_FOR = 8 * 365 * DAY

# Product, interval, and the price in minor units of GBP, USD, EUR, JPY, KWD.
_PRICES = (
    ("Starter", "month", ("900", "1200", "1000", "1500", "3500")),
    ("Starter", "year", ("9000", "12000", "10000", "15000", "35000")),
    ("Team", "month", ("1900", "2400", "2200", "3200", "7250")),
    ("Team", "year", ("19000", "24000", "22000", "32000", "72500")),
    ("Business", "month", ("4999", "5999", "5499", "8900", "18900")),
    ("Business", "quarter", ("13500", "16200", "14900", "24000", "51000")),
    ("Business", "year", ("49900", "59900", "54900", "89000", "189000")),
    ("Enterprise", "year", ("24000000", "30000000", "28000000", "48000000", "92000000")),
    ("Priority support", "month", ("2500", "3000", "2800", "4000", "9500")),
    ("Priority support", "year", ("25000", "30000", "28000", "40000", "95000")),
    ("Coffee box", "week", ("1250", "1595", "1450", "2200", "4850")),
    ("Day pass", "day", ("350", "450", "400", "600", "1250")),
    ("API calls", "day", ("0.1", "0.125", "0.11", "0.2", "0.375")),
)
_DESCRIPTIONS = {
    "Starter": "For one person",
    "Team": "For each seat",
    "Business": "With single sign-on and audit log",
    "Enterprise": "For each site, with a named engineer",
    "Priority support": "An answer within four hours",
    "Coffee box": "Two bags, freshly roasted, by post",
    "Day pass": "A desk in the shared office",
    "API calls": "For each call",
}


@dataclass(frozen=True, slots=True)
class Price:
    """A price: its unit in minor units (a decimal text, fractions possible) and Stripe's object."""

    id: str
    product_id: str
    product: str
    currency: str
    interval: str
    interval_count: int
    unit: str
    whole_unit: int | None
    label: str
    stripe: dict[str, Any]

    def amount(self, quantity: int) -> int:
        """The minor units of a quantity; fractions are rounded half up, as Stripe does."""
        if self.whole_unit is not None:
            return self.whole_unit * quantity
        return int((Decimal(self.unit) * quantity).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything on sale; prices by (product, interval, currency)."""

    products: list[dict[str, Any]]
    prices: dict[tuple[str, str, str], Price]

    def price(self, product: str, interval: str, currency: str) -> Price:
        """The price of a product for an interval ("quarter" is three months)."""
        return self.prices[product, interval, currency]

    def objects(self) -> Iterator[dict[str, Any]]:
        """The products, then the prices, as Stripe's objects."""
        yield from self.products
        yield from (dict(price.stripe) for price in self.prices.values())


def build_catalogue(seed: int, now: int) -> Catalogue:
    """The same products for every seed, under ids of its own."""
    draw = Draw(f"{seed}:catalogue")
    created = now - _ON_SALE_FOR
    products = {name: _product(draw, name, created) for name in _DESCRIPTIONS}
    prices = {
        (name, interval, currency): _price(draw, products[name], interval, currency, unit)
        for name, interval, units in _PRICES
        for currency, unit in zip(CURRENCIES, units, strict=True)
    }
    return Catalogue(list(products.values()), prices)


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


def _price(draw: Draw, product: dict[str, Any], interval: str, currency: str, unit: str) -> Price:
    unit_name, count = _INTERVALS[interval]
    whole = int(unit) if unit.isdecimal() else None
    price_id = draw.opaque_id("price_")
    stripe = {
        "id": price_id,
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": product["created"],
        "currency": currency,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": f"{product['name']} per {interval}" if draw.chance(0.5) else None,
        "product": product["id"],
        "recurring": {"interval": unit_name, "interval_count": count, "usage_type": "licensed"},
        "tax_behavior": "exclusive",
        "type": "recurring",
        "unit_amount": whole,
        "unit_amount_decimal": unit,
    }
    label = f"{_SYMBOLS[currency]}{plain_decimal(major_units(Decimal(unit), currency.upper()))} / {interval}"
    return Price(
        id=price_id,
        product_id=product["id"],
        product=product["name"],
        currency=currency,
        interval=unit_name,
        interval_count=count,
        unit=unit,
        whole_unit=whole,
        label=label,
        stripe=stripe,
    )
