"""Prices of every model, and the products they belong to."""

from typing import Any

from hypothesis import strategies as st

from tests.oracle.books import StripeObject
from tests.oracle.generated.moments import LONG_AGO

CURRENCIES = ["gbp", "usd", "isk", "jpy", "kwd"]
PRODUCTS = ["prod_1", "prod_2"]
MODELS = ["flat", "flat", "flat", "decimal", "package", "graduated", "volume", "option", "metered", "unknown"]
INTERVALS = [("month", 1), ("month", 1), ("month", 3), ("year", 1), ("week", 2), ("day", 10)]


def make_products() -> list[StripeObject]:
    return [
        {"id": each, "object": "product", "name": each.title(), "livemode": True, "created": LONG_AGO}
        for each in PRODUCTS
    ]


@st.composite
def prices(draw: st.DrawFn, price_id: str, currency: str, interval: tuple[str, int]) -> StripeObject:
    model = draw(st.sampled_from(MODELS))
    price = {
        "id": price_id,
        "object": "price",
        "product": draw(st.sampled_from(PRODUCTS)),
        "nickname": None,
        "currency": currency,
        "billing_scheme": "per_unit",
        "unit_amount": None,
        "unit_amount_decimal": None,
        "tiers_mode": None,
        "transform_quantity": None,
        "recurring": {"interval": interval[0], "interval_count": interval[1], "usage_type": "licensed"},
        "livemode": True,
        "created": LONG_AGO,
    }
    return price | draw(terms(model, price))


@st.composite
def terms(draw: st.DrawFn, model: str, price: StripeObject) -> dict[str, Any]:
    """The fields in which a price of this model differs from one that says nothing."""
    amount = draw(st.integers(1, 5000))
    flat = {"unit_amount": amount, "unit_amount_decimal": str(amount)}
    if model == "decimal":
        return {"unit_amount_decimal": f"{amount}.{draw(st.integers(1, 9))}"}
    if model == "package":
        package = {"divide_by": draw(st.integers(2, 12)), "round": draw(st.sampled_from(["up", "down"]))}
        return flat | {"transform_quantity": package}
    if model in ("graduated", "volume"):
        return {"billing_scheme": "tiered", "tiers_mode": model, "tiers": draw(tiers())}
    if model == "option":
        other = next(each for each in CURRENCIES if each != price["currency"])
        options = {price["currency"]: flat, other: {"unit_amount": amount + 7, "unit_amount_decimal": str(amount + 7)}}
        return {"currency": other, "unit_amount": amount + 7, "currency_options": options}
    if model == "metered":
        return flat | {"recurring": {**price["recurring"], "usage_type": "metered"}}
    # A tiered price whose tiers were not asked for.
    return {"billing_scheme": "tiered", "tiers_mode": "volume"} if model == "unknown" else flat


@st.composite
def tiers(draw: st.DrawFn) -> list[StripeObject]:
    bounds = sorted(draw(st.sets(st.integers(1, 30), max_size=2)))
    return [
        {
            "up_to": bound,
            "unit_amount": draw(st.integers(0, 900)),
            "flat_amount": draw(st.none() | st.integers(0, 2000)),
        }
        for bound in [*bounds, None]
    ]
