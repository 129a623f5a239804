"""What is sold at which price, in every currency: flat prices, packages, tiers and metered use."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from intake.synthetic.draws import Draw
from models.pricing.price import Price as PricingRule
from models.pricing.price import PricingModel, Tier
from models.values.money import displayed_digits, major_units, plain_decimal

CURRENCIES = ("gbp", "usd", "eur", "jpy", "kwd", "isk", "ugx")

LEVELS = {"gbp": 1, "usd": 1, "eur": 1, "jpy": 2, "kwd": 4, "isk": 150, "ugx": 4_000}
"""How many minor units buy what one penny buys, roughly: what is sold once has no price of the catalogue."""

_SYMBOLS = {"gbp": "£", "usd": "$", "eur": "€", "jpy": "¥", "kwd": "KWD ", "isk": "ISK ", "ugx": "UGX "}
_INTERVALS = {
    "day": ("day", 1),
    "week": ("week", 1),
    "month": ("month", 1),
    "quarter": ("month", 3),
    "year": ("year", 1),
}


class Offer(NamedTuple):
    """A product for an interval: `units` are its unit price in minor units of each of CURRENCIES.

    `tiers` are (up to, share of the unit price in percent): graduated, or for all units where `is_volume`.
    """

    product: str
    interval: str
    units: tuple[str, ...]
    package: int = 1
    tiers: tuple[tuple[int | None, int], ...] = ()
    is_volume: bool = False
    is_metered: bool = False


OFFERS = (
    Offer("Starter", "month", ("900", "1200", "1000", "1500", "3500", "155000", "4200000")),
    Offer("Starter", "year", ("9000", "12000", "10000", "15000", "35000", "1550000", "42000000")),
    Offer("Team", "month", ("1900", "2400", "2200", "3200", "7250", "330000", "8900000")),
    Offer("Team", "year", ("19000", "24000", "22000", "32000", "72500", "3300000", "89000000")),
    Offer("Business", "month", ("4999", "5999", "5499", "8900", "18900", "850000", "22500000")),
    Offer("Business", "quarter", ("13500", "16200", "14900", "24000", "51000", "2300000", "60000000")),
    Offer("Business", "year", ("49900", "59900", "54900", "89000", "189000", "8500000", "225000000")),
    Offer(
        "Enterprise", "year", ("24000000", "30000000", "28000000", "48000000", "92000000", "4100000000", "10000000000")
    ),
    Offer("Priority support", "month", ("2500", "3000", "2800", "4000", "9500", "430000", "11000000")),
    Offer("Priority support", "year", ("25000", "30000", "28000", "40000", "95000", "4300000", "110000000")),
    Offer("Coffee box", "week", ("1250", "1595", "1450", "2200", "4850", "220000", "5500000")),
    Offer("Day pass", "day", ("350", "450", "400", "600", "1250", "60000", "1600000")),
    Offer("API calls", "day", ("0.1", "0.125", "0.11", "0.2", "0.375", "20", "400")),
    Offer(
        "Storage", "month", ("20", "25", "22", "40", "80", "3500", "90000"), tiers=((50, 100), (200, 75), (None, 50))
    ),
    Offer(
        "Parcel labels",
        "month",
        ("80", "100", "90", "150", "320", "14000", "350000"),
        tiers=((100, 100), (500, 85), (None, 70)),
        is_volume=True,
    ),
    Offer("E-mails", "month", ("500", "600", "550", "900", "1900", "86000", "2200000"), package=1_000),
    Offer("Text messages", "month", ("4", "5", "5", "8", "15", "700", "18000"), is_metered=True),
)


@dataclass(frozen=True, slots=True)
class Price:
    """A price: its unit in minor units (a decimal text, fractions possible) and Stripe's object.

    `whole_unit` is set for a plain price of whole minor units; `rule` says what a quantity costs.
    """

    id: str
    product_id: str
    product: str
    currency: str
    interval: str
    interval_count: int
    unit: str
    whole_unit: int | None
    rule: PricingRule
    is_metered: bool
    label: str
    stripe: dict[str, Any]

    def amount(self, quantity: int) -> int:
        """The minor units of a quantity; fractions are rounded half up, as Stripe does."""
        if self.whole_unit is not None:
            return self.whole_unit * quantity
        return self.rule.amount(quantity) or 0


def build_price(draw: Draw, product: dict[str, Any], offer: Offer, currency: str) -> Price:
    """The offer in one of the currencies, under an id of its own."""
    unit = offer.units[CURRENCIES.index(currency)]
    interval, count = _INTERVALS[offer.interval]
    rule = _rule(offer, Decimal(unit))
    is_plain = rule.model is PricingModel.FLAT and not offer.is_metered
    stripe = _stripe_price(draw, product, offer, unit, rule)
    return Price(
        id=stripe["id"],
        product_id=product["id"],
        product=product["name"],
        currency=currency,
        interval=interval,
        interval_count=count,
        unit=unit,
        whole_unit=int(unit) if is_plain and unit.isdecimal() else None,
        rule=rule,
        is_metered=offer.is_metered,
        label=f"{_amount_text(unit, currency)} / {_packed(offer)}{offer.interval}",
        stripe={**stripe, "currency": currency},
    )


def _stripe_price(draw: Draw, product: dict[str, Any], offer: Offer, unit: str, rule: PricingRule) -> dict[str, Any]:
    interval, count = _INTERVALS[offer.interval]
    usage = "metered" if offer.is_metered else "licensed"
    return {
        "id": draw.opaque_id("price_"),
        "object": "price",
        "active": True,
        "billing_scheme": "tiered" if rule.tiers else "per_unit",
        "created": product["created"],
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": f"{product['name']} per {offer.interval}" if draw.chance(0.5) else None,
        "product": product["id"],
        "recurring": {"interval": interval, "interval_count": count, "usage_type": usage},
        "tax_behavior": "exclusive",
        **_tier_fields(rule),
        "transform_quantity": {"divide_by": offer.package, "round": "up"} if offer.package > 1 else None,
        "type": "recurring",
        "unit_amount": int(unit) if unit.isdecimal() and not rule.tiers else None,
        "unit_amount_decimal": None if rule.tiers else unit,
    }


def _rule(offer: Offer, unit: Decimal) -> PricingRule:
    if offer.tiers:
        tiers = tuple(Tier(up_to, unit * percent / 100) for up_to, percent in offer.tiers)
        return PricingRule(PricingModel.VOLUME if offer.is_volume else PricingModel.GRADUATED, tiers=tiers)
    if offer.package > 1:
        return PricingRule(PricingModel.PACKAGE, unit, divide_by=offer.package)
    return PricingRule(PricingModel.FLAT, unit)


def _tier_fields(rule: PricingRule) -> dict[str, Any]:
    if not rule.tiers:
        return {"tiers_mode": None}
    tiers = [
        {
            "flat_amount": None,
            "flat_amount_decimal": None,
            "unit_amount": None,
            "unit_amount_decimal": plain_decimal(tier.unit_amount),
            "up_to": tier.up_to,
        }
        for tier in rule.tiers
    ]
    return {"tiers": tiers, "tiers_mode": "volume" if rule.model is PricingModel.VOLUME else "graduated"}


def _amount_text(unit: str, currency: str) -> str:
    amount = plain_decimal(major_units(Decimal(unit), currency.upper()))
    return f"{_SYMBOLS[currency]}{amount if displayed_digits(currency.upper()) else amount.removesuffix('.00')}"


def _packed(offer: Offer) -> str:
    return f"{offer.package:,} / " if offer.package > 1 else ""
