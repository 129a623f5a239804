"""Coupons and the discounts that they are given as."""

from typing import Any

from hypothesis import strategies as st

from tests.oracle.books import StripeObject
from tests.oracle.generated.moments import LONG_AGO, NOW, between_periods, past, soon
from tests.oracle.generated.prices import PRODUCTS

DURATIONS = ["once", "repeating", "forever", "forever"]


@st.composite
def coupons(draw: st.DrawFn, coupon_id: str, currency: str, durations: list[str]) -> StripeObject:
    duration = draw(st.sampled_from(durations))
    off: dict[str, Any] = {"percent_off": draw(st.sampled_from([10, 25, 33.33, 50, 100])), "amount_off": None}
    if draw(st.booleans()):
        off = {"percent_off": None, "amount_off": draw(st.integers(1, 4000))}
    coupon = {
        "id": coupon_id,
        "object": "coupon",
        "name": coupon_id,
        "duration": duration,
        "duration_in_months": 12 if duration == "repeating" else None,
        "currency": currency if off["amount_off"] else None,
        "livemode": True,
        "created": LONG_AGO,
        **off,
    }
    if draw(st.integers(0, 4)) == 0:
        coupon["applies_to"] = {"products": [draw(st.sampled_from(PRODUCTS))]}
    return coupon


@st.composite
def discounts(
    draw: st.DrawFn, discount_id: str, currency: str, durations: list[str] = DURATIONS, **owner: str
) -> StripeObject:
    coupon = draw(coupons(f"co_{discount_id}", currency, durations))
    end = None
    if coupon["duration"] == "repeating":
        end = between_periods(draw(past | soon))
    return {
        "id": discount_id,
        "object": "discount",
        "coupon": coupon,
        "customer": None,
        "subscription": None,
        "start": min(NOW - 350 * 86_400, end or NOW),
        "end": end,
        **owner,
    }
